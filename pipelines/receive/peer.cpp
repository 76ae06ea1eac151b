// SPDX-License-Identifier: Apache-2.0
// One webrtcbin in a pipeline of its own.
#include "pipelines/receive/peer.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

// webrtcbin's API is marked unstable upstream; it has not changed since 1.16.
#define GST_USE_UNSTABLE_API
#include <gst/sdp/sdp.h>
#include <gst/webrtc/webrtc.h>

#include "pipelines/receive/ice_agent.hpp"

namespace base {

template <>
struct RefTraits<GstPromise> {
  static void ref(GstPromise* promise) { gst_promise_ref(promise); }
  static void unref(GstPromise* promise) { gst_promise_unref(promise); }
};

}  // namespace base

namespace pipelines {

using base::Error;
using base::Fault;
using base::Ref;

namespace {
constexpr base::Millis kSettleWithin{5000};
}

/// Outlives the peer, and perhaps its loop, while a callback may run: then it posts nothing.
struct Peer::Outlet {
  Outlet(base::Loop& l, std::weak_ptr<char> a, Peer* p, std::shared_ptr<Flow> f)
      : loop(l), alive(std::move(a)), peer(p), flow(std::move(f)) {}

  base::Loop& loop;
  std::weak_ptr<char> alive;
  Peer* peer;
  std::shared_ptr<Flow> flow;
  // Start and end run on threads of their own: the end must be the last, in whatever order they
  // come.
  std::mutex stateMutex;  // guards isClosed and the pipeline's state; nothing is taken under it
  bool isClosed = false;

  // A webrtcbin that is closed while it takes a description keeps half of a transport for ever.
  std::mutex negotiationMutex;  // guards what follows; nothing is taken under it
  bool isNegotiating = false;
  bool isEnding = false;
  std::condition_variable settled;

  /// False when the peer is going.
  bool beginNegotiation() {
    const std::lock_guard lock(negotiationMutex);
    return isNegotiating = !isEnding;
  }
  void endNegotiation() {
    const std::lock_guard lock(negotiationMutex);
    isNegotiating = false;
    settled.notify_all();
  }
  void awaitNegotiation() {
    std::unique_lock lock(negotiationMutex);
    isEnding = true;
    settled.wait_for(lock, kSettleWithin, [this] { return !isNegotiating; });
  }

  std::mutex postMutex;  // guards isGone; the loop's own queue is locked under it
  bool isGone = false;   // the peer is, and its loop may be too

  void post(std::function<void(Peer&)> event) {
    const std::lock_guard lock(postMutex);
    if (isGone) return;
    loop.post(alive, [target = peer, run = std::move(event)] { run(*target); });
  }
  void refuse(Error error) {
    endNegotiation();
    fail(std::move(error));
  }
  void fail(Error error) {
    post([error = std::move(error)](Peer& target) { target.events_.onFailed(error); });
  }
};

namespace {

using Description =
    std::unique_ptr<GstWebRTCSessionDescription, decltype(&gst_webrtc_session_description_free)>;

Error mediaError(const std::string& what, const char* code) {
  return {Fault::Media, what, code};
}

// Nothing when it is not SDP.
Description describe(GstWebRTCSDPType type, const std::string& text) {
  GstSDPMessage* message = nullptr;
  if (gst_sdp_message_new_from_text(text.c_str(), &message) != GST_SDP_OK)
    return {nullptr, gst_webrtc_session_description_free};
  return {gst_webrtc_session_description_new(type, message), gst_webrtc_session_description_free};
}

// The reply's error, or nothing.
std::optional<std::string> failureOf(GstPromise* promise) {
  if (gst_promise_wait(promise) != GST_PROMISE_RESULT_REPLIED) return "the negotiation was dropped";
  const GstStructure* reply = gst_promise_get_reply(promise);
  if (reply == nullptr || gst_structure_has_field(reply, "error") == FALSE) return std::nullopt;
  GError* error = nullptr;
  gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr);
  const std::string why = error != nullptr ? error->message : "unknown";
  g_clear_error(&error);
  return why;
}

/// Runs `job` on a thread of GStreamer's that may block, with the element kept alive.
void onOtherThread(GstElement* element, std::function<void(GstElement*)> job) {
  using Job = std::function<void(GstElement*)>;
  gst_element_call_async(
      element, [](GstElement* self, gpointer data) { (*static_cast<Job*>(data))(self); },
      std::make_unique<Job>(std::move(job)).release(),
      [](gpointer data) { const std::unique_ptr<Job> done(static_cast<Job*>(data)); });
}

/// A promise that runs `then` with itself once it is answered.
GstPromise* promise(std::function<void(GstPromise*)> then) {
  using Then = std::function<void(GstPromise*)>;
  return gst_promise_new_with_change_func(
      [](GstPromise* self, gpointer data) {
        const auto held = Ref<GstPromise>::adopt(self);
        (*static_cast<Then*>(data))(self);
      },
      std::make_unique<Then>(std::move(then)).release(),
      [](gpointer data) { const std::unique_ptr<Then> done(static_cast<Then*>(data)); });
}

template <class T>
void connectHolding(GstElement* element, const char* signal, GCallback handler, T held) {
  g_signal_connect_data(
      element, signal, handler, std::make_unique<T>(std::move(held)).release(),
      [](gpointer data, GClosure*) { const std::unique_ptr<T> done(static_cast<T*>(data)); },
      static_cast<GConnectFlags>(0));
}

// Retransmission is asked for where it helps: pictures (sfu-interop.md §6).
void onNewTransceiver(GstElement*, GstWebRTCRTPTransceiver* transceiver, gpointer) {
  GstWebRTCKind kind = GST_WEBRTC_KIND_UNKNOWN;
  g_object_get(transceiver, "kind", &kind, nullptr);
  g_object_set(transceiver, "do-nack", kind == GST_WEBRTC_KIND_VIDEO ? TRUE : FALSE, nullptr);
}

}  // namespace

Peer::Peer(Key, base::Loop& loop, std::shared_ptr<Flow> flow, PeerEvents events)
    : loop_(loop),
      flow_(std::move(flow)),
      events_(std::move(events)),
      outlet_(std::make_shared<Outlet>(loop, alive_.watch(), this, flow_)) {}

base::Result<std::unique_ptr<Peer>> Peer::create(base::Loop& loop, PeerOptions options,
                                                 std::shared_ptr<Flow> flow, PeerEvents events) {
  auto peer = std::make_unique<Peer>(Key{}, loop, std::move(flow), std::move(events));
  if (auto built = peer->build(options); !built) return std::move(built).error();
  peer->listen();
  onOtherThread(peer->pipeline_.get(), [outlet = peer->outlet_](GstElement* pipeline) {
    const std::lock_guard lock(outlet->stateMutex);
    if (outlet->isClosed) return;
    if (gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
      return outlet->fail(mediaError("the receiving pipeline does not start", "pipeline"));
    outlet->post([](Peer& self) { self.events_.onReady(); });
  });
  return peer;
}

base::Result<void> Peer::build(const PeerOptions& options) {
  auto webrtc = makeElement("webrtcbin", options.name + "-webrtc");
  if (!webrtc) return std::move(webrtc).error();
  webrtc_ = *std::move(webrtc);
  pipeline_ = Ref<GstElement>::sink(gst_pipeline_new((options.name + "-pipeline").c_str()));
  // All inputs date on this one clock, whatever an element may offer.
  const auto clock = Ref<GstClock>::adopt(gst_system_clock_obtain());
  gst_pipeline_use_clock(GST_PIPELINE(pipeline_.get()), clock.get());
  gst_util_set_object_arg(G_OBJECT(webrtc_.get()), "bundle-policy", "max-bundle");
  g_object_set(webrtc_.get(), "latency", static_cast<guint>(options.latency.count()), nullptr);
  const auto rtpbin = Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(webrtc_.get()), "rtpbin"));
  if (rtpbin) g_object_set(rtpbin.get(), "add-reference-timestamp-meta", TRUE, nullptr);
  tuneIceAgent(webrtc_.get());
  for (const auto& url : options.turnUrls) {
    gboolean taken = FALSE;
    g_signal_emit_by_name(webrtc_.get(), "add-turn-server", url.c_str(), &taken);
  }
  gst_bin_add(GST_BIN(pipeline_.get()), webrtc_.get());
  return {};
}

void Peer::listen() {
  using Held = std::shared_ptr<Outlet>;
  g_signal_connect(webrtc_.get(), "on-new-transceiver", G_CALLBACK(onNewTransceiver), nullptr);
  const auto onPad = +[](GstElement* webrtc, GstPad* pad, gpointer data) {
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC) return;
    const auto pipeline = Ref<GstObject>::adopt(gst_object_get_parent(GST_OBJECT(webrtc)));
    if (!pipeline) return;
    attachDecodeChain(GST_ELEMENT(pipeline.get()), pad, (*static_cast<Held*>(data))->flow);
  };
  connectHolding<Held>(webrtc_.get(), "pad-added", G_CALLBACK(onPad), outlet_);
  const auto onIce = +[](GstElement* webrtc, GParamSpec*, gpointer data) {
    GstWebRTCICEConnectionState state = GST_WEBRTC_ICE_CONNECTION_STATE_NEW;
    g_object_get(webrtc, "ice-connection-state", &state, nullptr);
    (*static_cast<Held*>(data))->post([state](Peer& self) {
      if (state == GST_WEBRTC_ICE_CONNECTION_STATE_CONNECTED ||
          state == GST_WEBRTC_ICE_CONNECTION_STATE_COMPLETED)
        self.events_.onConnected();
      if (state == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED) self.events_.onLost();
    });
  };
  connectHolding<Held>(webrtc_.get(), "notify::ice-connection-state", G_CALLBACK(onIce), outlet_);

  const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
  const auto onMessage = +[](GstBus*, GstMessage* message, gpointer data) {
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
      GError* error = nullptr;
      gst_message_parse_error(message, &error, nullptr);
      (*static_cast<Held*>(data))
          ->fail(mediaError(
              std::string("receiving stopped: ") + (error != nullptr ? error->message : "unknown"),
              "pipeline"));
      g_clear_error(&error);
    }
    // Who drops a message owns it, and through it the pipeline that sent it.
    gst_message_unref(message);
    return GST_BUS_DROP;
  };
  gst_bus_set_sync_handler(
      bus.get(), onMessage, std::make_unique<Held>(outlet_).release(),
      [](gpointer data) { const std::unique_ptr<Held> done(static_cast<Held*>(data)); });
}

Peer::~Peer() {
  flow_->close();
  {
    const std::lock_guard lock(outlet_->postMutex);
    outlet_->isGone = true;
  }
  onOtherThread(pipeline_.get(), [outlet = outlet_](GstElement* pipeline) {
    outlet->awaitNegotiation();
    const std::lock_guard lock(outlet->stateMutex);
    outlet->isClosed = true;
    gst_element_set_state(pipeline, GST_STATE_NULL);
  });
}

// Each step is asked for on a thread that may block: webrtcbin holds its lock while it makes
// certificates. The last one posts the text; nothing here touches the peer itself.
void Peer::answer(const Offer& offer) {
  onOtherThread(webrtc_.get(), [outlet = outlet_, offer](GstElement* webrtc) {
    const auto remote = describe(GST_WEBRTC_SDP_TYPE_OFFER, offer.sdp);
    if (!outlet->beginNegotiation()) return;
    if (!remote)
      return outlet->refuse(mediaError("the media server's offer is not SDP", "bad_offer"));
    if (!offer.loopbackAddress.empty()) useLocalAddress(webrtc, offer.loopbackAddress);
    const auto made = [outlet, webrtc](GstPromise* answered) {
      if (const auto why = failureOf(answered))
        return outlet->refuse(mediaError("no answer could be made: " + *why, "bad_offer"));
      GstWebRTCSessionDescription* local = nullptr;
      gst_structure_get(gst_promise_get_reply(answered), "answer",
                        GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &local, nullptr);
      const Description held(local, gst_webrtc_session_description_free);
      if (!held) return outlet->refuse(mediaError("no answer could be made", "bad_offer"));
      const auto set = [outlet](GstPromise*) { outlet->endNegotiation(); };
      g_signal_emit_by_name(webrtc, "set-local-description", local, promise(set));
      gchar* text = gst_sdp_message_as_text(local->sdp);
      outlet->post([answer = std::string(text)](Peer& self) { self.events_.onAnswer(answer); });
      g_free(text);
    };
    const auto taken = [outlet, webrtc, made](GstPromise* set) {
      if (const auto why = failureOf(set))
        return outlet->refuse(mediaError("the offer was not taken: " + *why, "bad_offer"));
      g_signal_emit_by_name(webrtc, "create-answer", nullptr, promise(made));
    };
    g_signal_emit_by_name(webrtc, "set-remote-description", remote.get(), promise(taken));
  });
}

}  // namespace pipelines
