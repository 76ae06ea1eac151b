// SPDX-License-Identifier: Apache-2.0
// DTLS and SRTP of one transport, on GStreamer's dtlssrtp elements.
#include "tests/sim/media/dtls.hpp"

#include "tests/sim/ids.hpp"

#include <cctype>

namespace sim {
namespace {

/// GstDtlsConnectionState has no public header.
constexpr int kConnected = 4;

/// The DER bytes of the first certificate in a PEM text.
std::string derOf(const std::string& pem) {
  const std::string begin = "-----BEGIN CERTIFICATE-----";
  const auto start = pem.find(begin);
  const auto end = pem.find("-----END CERTIFICATE-----");
  if (start == std::string::npos || end == std::string::npos) return "";
  const std::string body = pem.substr(start + begin.size(), end - start - begin.size());
  gsize size = 0;
  guchar* bytes = g_base64_decode(body.c_str(), &size);
  std::string der(reinterpret_cast<const char*>(bytes), size);
  g_free(bytes);
  return der;
}

Digest digestNamed(const std::string& hash) {
  if (hash == "sha-512") return Digest::Sha512;
  if (hash == "sha-384") return Digest::Sha384;
  if (hash == "sha-1") return Digest::Sha1;
  return Digest::Sha256;
}

std::string colonHex(const std::string& hex) {
  std::string text;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i > 0 && i % 2 == 0) text.push_back(':');
    text.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(hex[i]))));
  }
  return text;
}

std::string certificateOf(GstElement* decoder, const char* property) {
  gchar* pem = nullptr;
  g_object_get(decoder, property, &pem, nullptr);
  std::string text = pem == nullptr ? "" : pem;
  g_free(pem);
  return text;
}

void push(GstElement* source, ByteView bytes) {
  gst_app_src_push_buffer(GST_APP_SRC(source),
                          copyToBuffer(bytes.data(), bytes.size(), GST_CLOCK_TIME_NONE));
}

/// SRTP must let a packet of the past out again: without RTX a NACK is answered with itself.
void allowRepeats(GstElement* encoder) {
  GstIterator* all = gst_bin_iterate_recurse(GST_BIN(encoder));
  GValue item = G_VALUE_INIT;
  while (gst_iterator_next(all, &item) == GST_ITERATOR_OK) {
    auto* element = G_OBJECT(g_value_get_object(&item));
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), "allow-repeat-tx") != nullptr) {
      g_object_set(element, "allow-repeat-tx", TRUE, nullptr);
    }
    g_value_reset(&item);
  }
  g_value_unset(&item);
  gst_iterator_free(all);
}

}  // namespace

base::Result<std::unique_ptr<DtlsSession>> DtlsSession::make(Handlers handlers) {
  const std::string id = randomId(12);
  // The decoder comes first: the encoder looks its connection up by the id.
  auto pipeline = Pipeline::make(
      "appsrc name=incoming is-live=true format=time ! dtlssrtpdec name=dec connection-id=" + id +
      " dec.rtp_src ! appsink name=media sync=false async=false "
      "dec.rtcp_src ! appsink name=feedback sync=false async=false "
      "dtlssrtpenc name=enc connection-id=" +
      id +
      " ! appsink name=outgoing sync=false async=false "
      "appsrc name=rtp is-live=true format=time do-timestamp=true caps=application/x-rtp "
      "! enc.rtp_sink_0 "
      "appsrc name=rtcp is-live=true format=time do-timestamp=true caps=application/x-rtcp "
      "! enc.rtcp_sink_0");
  if (!pipeline) return pipeline.error();
  return std::make_unique<DtlsSession>(std::move(pipeline).value(), std::move(handlers));
}

DtlsSession::DtlsSession(Pipeline pipeline, Handlers handlers)
    : pipeline_(std::move(pipeline)),
      handlers_(std::move(handlers)),
      encoder_(pipeline_.element("enc")),
      decoder_(pipeline_.element("dec")),
      incoming_(pipeline_.element("incoming")),
      rtp_(pipeline_.element("rtp")),
      rtcp_(pipeline_.element("rtcp")),
      stateWatch_(G_OBJECT(encoder_.get()), "notify::connection-state",
                  G_CALLBACK(&DtlsSession::stateChanged), this) {
  GstAppSinkCallbacks out{};
  out.new_sample = &DtlsSession::outgoing;
  gst_app_sink_set_callbacks(GST_APP_SINK(pipeline_.element("outgoing").get()), &out, this,
                             nullptr);
  GstAppSinkCallbacks back{};
  back.new_sample = &DtlsSession::feedback;
  gst_app_sink_set_callbacks(GST_APP_SINK(pipeline_.element("feedback").get()), &back, this,
                             nullptr);
  GstAppSinkCallbacks flow{};
  flow.new_sample = &DtlsSession::media;
  gst_app_sink_set_callbacks(GST_APP_SINK(pipeline_.element("media").get()), &flow, this, nullptr);
  allowRepeats(encoder_.get());
}

DtlsSession::~DtlsSession() {
  stateWatch_.disconnect();
  pipeline_.setState(GST_STATE_NULL);
}

void DtlsSession::start(bool client) {
  g_object_set(encoder_.get(), "is-client", client ? TRUE : FALSE, nullptr);
  pipeline_.setState(GST_STATE_PLAYING);
}

void DtlsSession::receive(ByteView datagram) {
  push(incoming_.get(), datagram);
}
void DtlsSession::sendRtp(ByteView packet) {
  push(rtp_.get(), packet);
}
void DtlsSession::sendRtcp(ByteView packet) {
  push(rtcp_.get(), packet);
}

std::string DtlsSession::ownFingerprint(const std::string& hash) {
  static const std::string der = [] {
    auto decoder = base::Ref<GstElement>::sink(gst_element_factory_make("dtlssrtpdec", nullptr));
    return decoder ? derOf(certificateOf(decoder.get(), "pem")) : std::string();
  }();
  return hash + " " + colonHex(digestHex(digestNamed(hash), der));
}

std::string DtlsSession::peerFingerprint(const std::string& hash) const {
  const std::string der = derOf(certificateOf(decoder_.get(), "peer-pem"));
  return der.empty() ? "" : colonHex(digestHex(digestNamed(hash), der));
}

GstFlowReturn DtlsSession::outgoing(GstAppSink* sink, gpointer self) {
  const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  static_cast<DtlsSession*>(self)->handlers_.send(bytesOf(sample.get()));
  return GST_FLOW_OK;
}

GstFlowReturn DtlsSession::feedback(GstAppSink* sink, gpointer self) {
  const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  static_cast<DtlsSession*>(self)->handlers_.rtcp(bytesOf(sample.get()));
  return GST_FLOW_OK;
}

GstFlowReturn DtlsSession::media(GstAppSink* sink, gpointer self) {
  const auto sample = base::Ref<GstSample>::adopt(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  const auto& handler = static_cast<DtlsSession*>(self)->handlers_.rtp;
  if (handler) handler(bytesOf(sample.get()));
  return GST_FLOW_OK;
}

void DtlsSession::stateChanged(GObject* encoder, GParamSpec*, gpointer self) {
  gint state = 0;
  g_object_get(encoder, "connection-state", &state, nullptr);
  if (state == kConnected) static_cast<DtlsSession*>(self)->handlers_.connected();
}

}  // namespace sim
