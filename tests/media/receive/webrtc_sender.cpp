// SPDX-License-Identifier: Apache-2.0
// A media server in miniature.
#include "tests/media/receive/webrtc_sender.hpp"

#define GST_USE_UNSTABLE_API
#include <gst/sdp/sdp.h>
#include <gst/video/video-event.h>
#include <gst/webrtc/webrtc.h>

#include "base/check.hpp"
#include "pipelines/receive/ice_agent.hpp"

namespace tests {
namespace {

// Runs on the sender's own negotiation thread, which may block.
void onOfferMade(GstPromise* promise, gpointer data) {
  auto* webrtc = static_cast<GstElement*>(data);
  GstWebRTCSessionDescription* offer = nullptr;
  const GstStructure* reply = gst_promise_get_reply(promise);
  gst_structure_get(reply, "offer", GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &offer, nullptr);
  g_signal_emit_by_name(webrtc, "set-local-description", offer, nullptr);
  gst_webrtc_session_description_free(offer);
  gst_promise_unref(promise);
}

GstPadProbeReturn countKeyframeRequests(GstPad*, GstPadProbeInfo* info, gpointer data) {
  if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)) != FALSE)
    ++*static_cast<std::atomic<int>*>(data);
  return GST_PAD_PROBE_OK;
}

}  // namespace

WebRtcSender::WebRtcSender(base::Loop& loop, const std::string& source,
                           std::function<void(std::string)> onOffer)
    : loop_(loop), onOffer_(std::move(onOffer)) {
  GError* error = nullptr;
  const std::string line = source + " ! valve name=valve ! webrtcbin name=send";
  pipeline_ = base::Ref<GstElement>::sink(gst_parse_launch(line.c_str(), &error));
  base::check(error == nullptr && pipeline_, "the sender's launch line is right");
  webrtc_ = base::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "send"));
  pipelines::tuneIceAgent(webrtc_.get());
  pipelines::useLocalAddress(webrtc_.get(), "127.0.0.1");
  g_signal_connect(webrtc_.get(), "notify::ice-gathering-state", G_CALLBACK(onGathering), this);
  const auto negotiate = +[](GstElement* webrtc, gpointer) {
    g_signal_emit_by_name(webrtc, "create-offer", nullptr,
                          gst_promise_new_with_change_func(onOfferMade, webrtc, nullptr));
  };
  g_signal_connect(webrtc_.get(), "on-negotiation-needed", G_CALLBACK(negotiate), nullptr);
  const auto valve =
      base::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "valve"));
  const auto pad = base::Ref<GstPad>::adopt(gst_element_get_static_pad(valve.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, countKeyframeRequests,
                    &keyframeRequests_, nullptr);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);
}

WebRtcSender::~WebRtcSender() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
}

void WebRtcSender::onGathering(GstElement* webrtc, GParamSpec*, gpointer data) {
  auto& self = *static_cast<WebRtcSender*>(data);
  GstWebRTCICEGatheringState state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
  g_object_get(webrtc, "ice-gathering-state", &state, nullptr);
  if (state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE) return;
  GstWebRTCSessionDescription* local = nullptr;
  g_object_get(webrtc, "local-description", &local, nullptr);
  gchar* text = gst_sdp_message_as_text(local->sdp);
  self.loop_.post(self.alive_, [&self, sdp = std::string(text)] { self.onOffer_(sdp); });
  g_free(text);
  gst_webrtc_session_description_free(local);
}

void WebRtcSender::takeAnswer(const std::string& sdp) {
  GstSDPMessage* message = nullptr;
  gst_sdp_message_new_from_text(sdp.c_str(), &message);
  auto* answer = gst_webrtc_session_description_new(GST_WEBRTC_SDP_TYPE_ANSWER, message);
  g_signal_emit_by_name(webrtc_.get(), "set-remote-description", answer, nullptr);
  gst_webrtc_session_description_free(answer);
}

void WebRtcSender::stopSending() {
  const auto valve =
      base::Ref<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "valve"));
  g_object_set(valve.get(), "drop", TRUE, nullptr);
}

}  // namespace tests
