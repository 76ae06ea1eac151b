// SPDX-License-Identifier: Apache-2.0
// DTLS and SRTP of one transport, on GStreamer's dtlssrtp elements.
#pragma once

#include "base/result.hpp"
#include "tests/sim/media/gst.hpp"
#include "tests/sim/media/stun.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sim {

/// Encrypts what is sent and decrypts what comes. @thread any, except where noted
class DtlsSession {
 public:
  /// Called from GStreamer's threads, never after the session is gone.
  struct Handlers {
    std::function<void(ByteView)> send;  ///< A datagram for the peer.
    std::function<void(ByteView)> rtcp;  ///< Decrypted RTCP of the peer.
    std::function<void(ByteView)> rtp;   ///< Decrypted RTP of the peer; may be empty.
    std::function<void()> connected;     ///< The handshake is done.
  };

  static base::Result<std::unique_ptr<DtlsSession>> make(Handlers handlers);
  DtlsSession(Pipeline pipeline, Handlers handlers);
  DtlsSession(const DtlsSession&) = delete;
  DtlsSession& operator=(const DtlsSession&) = delete;
  ~DtlsSession();

  /// Starts; as DTLS client when `client`. Once.
  void start(bool client);
  /// A datagram of the peer that is DTLS, SRTP or SRTCP.
  void receive(ByteView datagram);
  void sendRtp(ByteView packet);
  void sendRtcp(ByteView packet);
  /// `sha-256` and the like with our certificate's fingerprint: `sha-256 AB:CD…`.
  static std::string ownFingerprint(const std::string& hash);
  /// The peer's certificate, hashed; "" before the handshake.
  std::string peerFingerprint(const std::string& hash) const;

 private:
  static GstFlowReturn outgoing(GstAppSink* sink, gpointer self);
  static GstFlowReturn feedback(GstAppSink* sink, gpointer self);
  static GstFlowReturn media(GstAppSink* sink, gpointer self);
  static void stateChanged(GObject* encoder, GParamSpec*, gpointer self);

  Pipeline pipeline_;
  Handlers handlers_;
  base::Ref<GstElement> encoder_;
  base::Ref<GstElement> decoder_;
  base::Ref<GstElement> incoming_;
  base::Ref<GstElement> rtp_;
  base::Ref<GstElement> rtcp_;
  base::Connection stateWatch_;
};

}  // namespace sim
