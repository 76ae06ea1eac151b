// SPDX-License-Identifier: Apache-2.0
// A publisher's transport: takes what a browser sends and keeps it sending well.
#pragma once

#include "tests/sim/media/forwarded.hpp"
#include "tests/sim/media/ice_link.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sim {

/// @thread loop
class Publication {
 public:
  struct Track {
    MediaKey what;
    std::shared_ptr<ForwardedSource> source;
    int payloadType = -1;
  };

  /// @param what  What the sections of the offer are: at most one picture and one sound.
  /// @return Fault::Peer when the offer is of no use.
  static base::Result<std::unique_ptr<Publication>> make(base::Loop& loop, LinkRules& rules,
                                                         const std::vector<MediaKey>& what,
                                                         const std::string& offer);
  Publication(base::Loop& loop, std::unique_ptr<IceLink> link, std::vector<Track> tracks);
  Publication(const Publication&) = delete;
  Publication& operator=(const Publication&) = delete;
  ~Publication();

  const std::string& answer() const { return answer_; }
  const std::vector<Track>& tracks() const { return tracks_; }
  Json state() const;
  std::function<void()> onReady;  ///< Media may come.
  std::function<void()> onGone;   ///< The publisher's consent ran out.

 private:
  base::Result<void> start(PeerSdp peer);
  void onRtp(ByteView packet);
  void onRtcp(ByteView rtcp);
  void askForKeyframe(ForwardedSource& source);
  void report();

  base::Loop& loop_;  // outlives the publication
  std::vector<Track> tracks_;
  std::string answer_;
  std::uint32_t own_ = 0;  // our SSRC in reports
  base::Alive alive_;
  std::unique_ptr<IceLink> link_;
  base::Timer reports_;
};

}  // namespace sim
