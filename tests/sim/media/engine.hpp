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
  enum class Kind { Sound, Camera, Screen };
  Kind kind = Kind::Camera;
  int source = 0;  ///< Which camera.

  auto operator<=>(const MediaKey&) const = default;
};

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

/// Owns the sources. @thread loop
class MediaEngine {
 public:
  MediaEngine() = default;
  MediaEngine(const MediaEngine&) = delete;
  MediaEngine& operator=(const MediaEngine&) = delete;
  virtual ~MediaEngine() = default;

  /// Starts GStreamer; sources run only while somebody receives them.
  static base::Result<std::unique_ptr<MediaEngine>> open(base::Loop& loop, MediaSettings settings);
  virtual base::Result<std::unique_ptr<MediaTransport>> receive(MediaKey what) = 0;
  virtual void setMicrophone(bool on) = 0;
  virtual bool microphone() const = 0;
  /// Ignore what receivers owe us: consent never expires.
  virtual void setConsent(bool needed) = 0;
  /// Transports and counters, for /sim/state.
  virtual Json state() const = 0;
};

}  // namespace sim
