// SPDX-License-Identifier: Apache-2.0
// A receiver's transport: one link that carries one source, or a screen and its sound.
#pragma once

#include "tests/sim/media/ice_link.hpp"
#include "tests/sim/media/sender.hpp"

#include <memory>
#include <string>
#include <vector>

namespace sim {

/// @thread loop
class SendingTransport final : public MediaTransport {
 public:
  /// One source and how this receiver gets it.
  struct Track {
    MediaKey what;
    std::shared_ptr<Source> source;
    OwnTrack own;
    std::shared_ptr<RtpSender> sender;
  };

  /// @param tracks  With `what` and `source`.
  static base::Result<std::unique_ptr<SendingTransport>> make(base::Loop& loop, LinkRules& rules,
                                                              std::vector<Track> tracks);
  SendingTransport(base::Loop& loop, std::unique_ptr<IceLink> link, std::vector<Track> tracks);
  ~SendingTransport() override;

  std::string offer() override;
  base::Result<std::string> answerTo(const std::string& offer) override;
  base::Result<void> accept(const std::string& answer) override;
  void silence() override;
  Json state() const;

 private:
  base::Result<void> start(const PeerSdp& peer);
  OwnSdp ownSdp(bool active) const;
  void flow();
  void report(std::size_t track);
  void onRtcp(ByteView rtcp);

  base::Loop& loop_;  // outlives the transport
  std::unique_ptr<IceLink> link_;
  std::vector<Track> tracks_;
  std::string cname_;
  bool flows_ = false;
  bool silenced_ = false;
  std::vector<base::Timer> reports_;
};

}  // namespace sim
