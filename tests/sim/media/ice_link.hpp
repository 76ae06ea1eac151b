// SPDX-License-Identifier: Apache-2.0
// An ICE-lite endpoint with one DTLS session, as mediasoup gives each transport one.
#pragma once

#include "base/loop.hpp"
#include "tests/sim/delays.hpp"
#include "tests/sim/media/dtls.hpp"
#include "tests/sim/media/network.hpp"
#include "tests/sim/media/sdp.hpp"
#include "tests/sim/media/udp.hpp"

#include <memory>
#include <string>

namespace sim {

/// What all links of an engine share.
struct LinkRules {
  std::string host;
  base::Millis consent{30'000};
  bool consentNeeded = true;
  std::uint64_t expired = 0;  ///< Links that fell silent for want of consent.
  Network network;
};

/// Real ICE-lite, so consent, roles and ignored indications are the SFU's own (bbb-media.md §9.1,
/// level B); webrtcbin could only play at it. @thread loop, but the sending
class IceLink {
 public:
  struct Handlers {
    std::function<void()> completed;     ///< ICE was nominated, each time. @thread loop
    std::function<void()> ready;         ///< ICE and DTLS are done; again after a lapse.
    std::function<void()> lapsed;        ///< Consent ran out.
    std::function<void(ByteView)> rtcp;  ///< @thread loop
    std::function<void(ByteView)> rtp;   ///< @thread streaming
  };

  static base::Result<std::unique_ptr<IceLink>> make(base::Loop& loop, LinkRules& rules);
  IceLink(base::Loop& loop, LinkRules& rules);
  IceLink(const IceLink&) = delete;
  IceLink& operator=(const IceLink&) = delete;
  ~IceLink();

  /// Writes fingerprint, ICE credentials and address into `own`.
  void describe(OwnSdp& own) const;
  /// Starts DTLS towards a peer. Once.
  base::Result<void> start(const PeerSdp& peer, Handlers handlers);
  /// @thread any, after start()
  void sendRtp(ByteView packet) { dtls_->sendRtp(packet); }
  void sendRtcp(ByteView packet) { dtls_->sendRtcp(packet); }
  bool isStarted() const { return dtls_ != nullptr; }
  /// `ice`, `dtls` and `binding_requests`.
  Json state() const;
  std::function<void()> onCompleted;  ///< As in Handlers, before start() too.

 private:
  enum class Ice { New, Connected, Completed, Disconnected };

  base::Result<void> open();
  void onReadable();
  void onStun(ByteView packet, const PeerAddress& from);
  void onConsent(const StunVerdict& request, const PeerAddress& from);
  void onConnected();
  void expire();
  void tellReady();
  void put(ByteView datagram);

  LinkRules& rules_;  // outlives the link
  base::Loop& loop_;  // outlives the link
  std::string fragment_;
  std::string password_;
  std::string fingerprint_;
  PeerSdp peer_;
  Handlers handlers_;
  Ice ice_ = Ice::New;
  bool connected_ = false;
  std::uint64_t requests_ = 0;
  std::atomic<std::int64_t> lastDue_{0};  // when the last delayed packet goes out
  base::Alive alive_;
  std::unique_ptr<UdpSocket> socket_;
  std::unique_ptr<DtlsSession> dtls_;
  base::Timer readable_;
  base::Timer consent_;
  Delays delays_;  // last: its jobs use everything above
};

}  // namespace sim
