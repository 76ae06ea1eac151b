// SPDX-License-Identifier: Apache-2.0
// A media server in miniature: one webrtcbin on loopback that offers a camera or a tone.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/loop.hpp"
#include "pipelines/gst.hpp"

namespace tests {

class WebRtcSender {
 public:
  /// `source` is a launch line that ends in RTP, e.g. "videotestsrc ! vp8enc ! rtpvp8pay".
  /// `onOffer` runs on the loop once gathering is over: the candidate is in the text, as with a
  /// real SFU.
  WebRtcSender(base::Loop& loop, const std::string& source,
               std::function<void(std::string)> onOffer);
  WebRtcSender(const WebRtcSender&) = delete;
  WebRtcSender& operator=(const WebRtcSender&) = delete;
  ~WebRtcSender();

  void takeAnswer(const std::string& sdp);
  /// Stops the packets without a word, as a publisher's end does.
  void stopSending();
  /// Keyframe requests that reached the encoder.
  int keyframeRequests() const { return keyframeRequests_; }

 private:
  static void onGathering(GstElement* webrtc, GParamSpec*, gpointer self);

  base::Loop& loop_;
  std::function<void(std::string)> onOffer_;
  base::Alive alive_;
  base::Ref<GstElement> pipeline_, webrtc_;
  std::atomic<int> keyframeRequests_{0};
};

}  // namespace tests
