// SPDX-License-Identifier: Apache-2.0
// The media server's face: sources that are encoded once, and transports that carry them.
#pragma once

#include "base/loop.hpp"
#include "base/result.hpp"
#include "tests/sim/json.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sim {

/// What can be received.
struct MediaKey {
  enum class Kind { Sound, Camera, Screen, ScreenSound };
  Kind kind = Kind::Camera;
  int source = 0;  ///< Which camera.

  bool isVideo() const { return kind == Kind::Camera || kind == Kind::Screen; }

  auto operator<=>(const MediaKey&) const = default;
};

/// `sound`, `camera`, `screen` or `screen sound`.
const char* wordFor(MediaKey::Kind kind);

struct MediaSettings {
  std::string host = "127.0.0.1";  ///< Address of the UDP sockets.
  std::string cameraFile;          ///< "" = synthetic.
  std::string soundFile;           ///< "" = synthetic.
  int consentSeconds = 30;
};

/// One receiver's transport: one UDP port, one ICE and DTLS session (bbb-media.md §0). It is gone,
/// and silent, when destroyed. @thread loop
class MediaTransport {
 public:
  MediaTransport() = default;
  MediaTransport(const MediaTransport&) = delete;
  MediaTransport& operator=(const MediaTransport&) = delete;
  virtual ~MediaTransport() = default;

  /// The SDP that the server sends first (§3.1, §3.2).
  virtual std::string offer() = 0;
  /// The SDP for a client that offered (§2.0); Fault::Peer when its offer is of no use.
  virtual base::Result<std::string> answerTo(const std::string& offer) = 0;
  /// Takes the client's answer; Fault::Peer when it lacks what DTLS needs.
  virtual base::Result<void> accept(const std::string& answer) = 0;
  /// Stops sending for good, without a word, because the publisher stopped.
  virtual void silence() = 0;
  /// Called each time ICE is completed (nominated).
  std::function<void()> onCompleted;
};

/// What a browser publishes; it is off the air when destroyed. @thread loop
class MediaPublication {
 public:
  MediaPublication() = default;
  MediaPublication(const MediaPublication&) = delete;
  MediaPublication& operator=(const MediaPublication&) = delete;
  virtual ~MediaPublication() = default;

  /// The SDP for the publisher.
  virtual std::string answer() const = 0;
  std::function<void()> onReady;  ///< Media may come.
  std::function<void()> onGone;   ///< The publisher is silent: its consent ran out.
};

/// Owns the sources. @thread loop
class MediaEngine {
 public:
  MediaEngine() = default;
  MediaEngine(const MediaEngine&) = delete;
  MediaEngine& operator=(const MediaEngine&) = delete;
  virtual ~MediaEngine() = default;

  /// Starts GStreamer; sources run only while somebody receives them.
  static base::Result<std::unique_ptr<MediaEngine>> open(base::Loop& loop, MediaSettings settings);
  /// A transport for one thing, or for a screen and its sound together.
  virtual base::Result<std::unique_ptr<MediaTransport>> receive(std::vector<MediaKey> what) = 0;
  /// A browser's own picture or sound in place of what is made here.
  /// @param what  At most one picture and one sound. Fault::Peer when the offer is of no use.
  virtual base::Result<std::unique_ptr<MediaPublication>> publish(const std::vector<MediaKey>& what,
                                                                  const std::string& offer) = 0;
  virtual void setMicrophone(bool on) = 0;
  virtual bool microphone() const = 0;
  /// Ignore what receivers owe us: consent never expires.
  virtual void setConsent(bool needed) = 0;
  /// The network loses and delays what is sent (network.hpp).
  virtual void setNetwork(double lossPercent, int jitterMs) = 0;
  /// Only this address reaches the sockets; "" = all do.
  virtual void setOnlyFrom(const std::string& address) = 0;
  /// A source stops in the middle, or goes on.
  virtual base::Result<void> freeze(MediaKey what, bool on) = 0;
  /// A source's clock gains `ppm`.
  virtual base::Result<void> drift(MediaKey what, double ppm) = 0;
  /// Transports and counters, for /sim/state.
  virtual Json state() const = 0;
};

}  // namespace sim
