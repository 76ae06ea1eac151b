// SPDX-License-Identifier: Apache-2.0
// An ICE-lite transport with one DTLS session, as mediasoup gives each receiver one.
#pragma once

#include "base/loop.hpp"
#include "tests/sim/delays.hpp"
#include "tests/sim/media/dtls.hpp"
#include "tests/sim/media/engine.hpp"
#include "tests/sim/media/sdp.hpp"
#include "tests/sim/media/sender.hpp"
#include "tests/sim/media/udp.hpp"

#include <memory>
#include <string>

namespace sim {

/// What all transports of an engine share.
struct TransportRules {
  std::string host;
  base::Millis consent{30'000};
  bool consentNeeded = true;
  std::uint64_t expired = 0;  ///< Transports that fell silent for want of consent.
};

/// Real ICE-lite, so consent, roles and ignored indications are the SFU's own (bbb-media.md §9.1,
/// level B); webrtcbin could only play at it. @thread loop
class IceLiteTransport final : public MediaTransport {
 public:
  static base::Result<std::unique_ptr<IceLiteTransport>> make(base::Loop& loop, MediaKey what,
                                                              Source& source,
                                                              TransportRules& rules);
  IceLiteTransport(base::Loop& loop, MediaKey what, Source& source, TransportRules& rules);
  ~IceLiteTransport() override;

  std::string offer() override;
  base::Result<std::string> answerTo(const std::string& offer) override;
  base::Result<void> accept(const std::string& answer) override;
  void silence() override;
  Json state() const;

 private:
  enum class Ice { New, Connected, Completed, Disconnected };

  base::Result<void> open();
  void onReadable();
  void onStun(ByteView packet, const PeerAddress& from);
  void onConsent(const StunVerdict& request, const PeerAddress& from);
  void onRtcp(ByteView rtcp);
  void onConnected();
  void expire();
  void flowWhenReady();
  void report();
  OwnSdp ownSdp(bool active);

  MediaKey what_;
  Source& source_;         // outlives the transport
  TransportRules& rules_;  // outlives the transport
  base::Loop& loop_;       // outlives the transport
  OwnSdp own_;
  PeerSdp peer_;
  Ice ice_ = Ice::New;
  bool connected_ = false;
  bool flows_ = false;
  bool silenced_ = false;
  std::uint64_t requests_ = 0;
  base::Alive alive_;
  std::unique_ptr<UdpSocket> socket_;
  std::shared_ptr<RtpSender> sender_;
  std::unique_ptr<DtlsSession> dtls_;
  base::Timer readable_;
  base::Timer consent_;
  base::Timer reports_;
};

}  // namespace sim
