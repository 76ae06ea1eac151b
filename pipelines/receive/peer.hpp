// SPDX-License-Identifier: Apache-2.0
// One webrtcbin in a pipeline of its own: offer in, answer out, pads to decode chains. Never blocks
// the loop.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "pipelines/gst.hpp"
#include "pipelines/receive/decode_chain.hpp"
#include "pipelines/receive/offer.hpp"

namespace pipelines {

/// What became of the negotiation. All run on the loop.
struct PeerEvents {
  std::function<void()> onReady;  ///< The pipeline runs: an offer can be set.
  std::function<void(std::string answer)> onAnswer;
  std::function<void()> onConnected;  ///< ICE found a path.
  std::function<void()> onLost;       ///< ICE gave up.
  std::function<void(base::Error)> onFailed;
};

struct PeerOptions {
  std::string name;
  base::Millis latency{100};
  std::vector<std::string> turnUrls;
};

/// Shared by the peer's owner and by GStreamer's callbacks, which post what happened. @thread loop
class Peer {
  struct Key {};  // keeps construction to create() without a friend

 public:
  static base::Result<std::unique_ptr<Peer>> create(base::Loop& loop, PeerOptions options,
                                                    std::shared_ptr<Flow> flow, PeerEvents events);
  Peer(Key, base::Loop& loop, std::shared_ptr<Flow> flow, PeerEvents events);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  /// Closes the flow; the pipeline goes down on a thread of GStreamer's.
  ~Peer();

  /// After onReady, once.
  void answer(const Offer& offer);

 private:
  struct Outlet;  // the way from GStreamer's threads to the loop
  base::Result<void> build(const PeerOptions& options);
  void listen();

  base::Loop& loop_;
  std::shared_ptr<Flow> flow_;
  PeerEvents events_;
  base::Alive alive_;
  std::shared_ptr<Outlet> outlet_;
  base::Ref<GstElement> pipeline_;
  base::Ref<GstElement> webrtc_;
};

}  // namespace pipelines
