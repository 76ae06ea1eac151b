// SPDX-License-Identifier: Apache-2.0
// One signalling socket of bbb-webrtc-sfu and the media sessions that hang on it.
#pragma once

#include "tests/sim/delays.hpp"
#include "tests/sim/http.hpp"
#include "tests/sim/media/engine.hpp"
#include "tests/sim/meeting_state.hpp"
#include "tests/sim/sfu/frames.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace sim {

/// Speaks the SFU's JSON with one client (bbb-media.md §1-2). @thread loop
class SfuConnection {
 public:
  SfuConnection(base::Loop& loop, World& world, MediaEngine& media, std::shared_ptr<Socket> socket,
                std::string token);
  SfuConnection(const SfuConnection&) = delete;
  SfuConnection& operator=(const SfuConnection&) = delete;
  ~SfuConnection();

  /// Publishers or people may be gone: stops media, closes sockets.
  void refresh();
  void tick(base::Steady now);
  /// Another socket of this user took this camera over: it stops without a word (§1.3).
  void takeOver(const std::string& userId, const std::string& cameraId);
  bool isGone() const { return socket_->isGone(); }
  /// Cuts the socket; its media dies with it.
  void kill();
  /// The media server died: every session is told so and is no more (§2.6, 2001).
  void loseMedia();
  /// True when its first frame was for this module (`audio`…); always for "".
  bool carries(const std::string& module) const { return module.empty() || module == module_; }

  /// Called before a camera is started, so that others can let go of it.
  std::function<void(const SfuConnection& by, const std::string& userId,
                     const std::string& cameraId)>
      onCameraTaken;
  std::function<bool()> isMediaAway;

 private:
  struct Session {
    SfuSubject subject;
    std::unique_ptr<MediaTransport> transport;
    std::string stream;  ///< The camera or screen stream that is received.
    bool answered = false;
    bool announced = false;
  };

  void onText(const std::string& raw);
  void route(SfuModule module, const Json& frame);
  void start(const SfuSubject& subject, const Json& frame);
  void begin(const SfuSubject& subject, const std::string& sdpOffer);
  void subscriberAnswer(const SfuSubject& subject, const Json& frame);
  void stop(const SfuSubject& subject);
  void fail(const SfuSubject& subject, const SfuError& error);
  void completed(const std::string& key);
  void endSessions();
  /// Why a start is refused; nothing when the media may flow.
  std::optional<SfuError> refusal(const SfuSubject& subject, const Meeting& meeting,
                                  const User& user) const;
  void send(const Json& frame) { socket_->sendText(dumpJson(frame)); }
  static std::string keyOf(const SfuSubject& subject);

  World& world_;        // outlives the connection
  MediaEngine& media_;  // outlives the connection
  std::shared_ptr<Socket> socket_;
  std::string token_;
  std::string module_;  ///< What it is used for, by its first frame (§1.3).
  std::map<std::string, Session> sessions_;
  base::Steady lastSeen_;
  bool closing_ = false;
  Delays delays_;
};

}  // namespace sim
