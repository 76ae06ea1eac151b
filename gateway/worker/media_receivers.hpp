// SPDX-License-Identifier: Apache-2.0
// The meeting's sound, screen and cameras: one receiver per stream, restarted on its own when it
// fails.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/media_source.hpp"
#include "gateway/bbb/meeting.hpp"
#include "gateway/bbb/text_socket.hpp"
#include "gateway/link/backoff.hpp"
#include "pipelines/media_input.hpp"
#include "pipelines/receive/receiver.hpp"

namespace gateway {

/// Both run on the loop.
struct MediaReceiversEvents {
  /// The set of streams whose pictures come changed.
  std::function<void()> onFlowing;
  /// What is wrong with `sound`, `screen` or `cameras` now, or nothing any more.
  std::function<void(const std::string& what, const std::optional<base::Error>& why)> onTrouble;
};

/// Between the media server and the inputs of a broadcast. @thread loop
class MediaReceivers {
 public:
  /// `loop` and `inputs` must outlive it.
  MediaReceivers(base::Loop& loop, pipelines::MediaInputs& inputs, MediaReceiversEvents events);
  MediaReceivers(const MediaReceivers&) = delete;
  MediaReceivers& operator=(const MediaReceivers&) = delete;

  /// Starts receiving the meeting's sound; the rest as showCameras() and showScreen() say. Does
  /// nothing while open for the same media servers. A medium that comes through LiveKit is a
  /// trouble, and the others are received. What `ports` refers to must outlive it or close().
  void open(const Meeting& meeting, const JoinedSession& joined, const Ports& ports);
  /// Drops every connection: the session is over.
  void close();
  /// The cameras to receive from now on, the most important first.
  void showCameras(const std::vector<Camera>& cameras);
  /// The screen to receive from now on, with its sound.
  void showScreen(const std::optional<Screenshare>& screen);

  /// Stream ids of cameras, and of the screen, whose pictures come.
  const std::set<std::string>& flowing() const { return flowing_; }
  bool hasSound() const { return hasSound_; }
  /// Negotiations after the first of each stream.
  uint64_t restarts() const { return restarts_; }
  /// RTP packets of the receivers that run.
  uint64_t packets() const;

 private:
  struct Stream {
    uint64_t attempt = 0;
    std::shared_ptr<pipelines::VideoInput> video;
    std::shared_ptr<pipelines::SoundInput> sound;
    std::unique_ptr<pipelines::Receiver> receiver;
    Backoff pause{base::Millis(5000), base::Millis(120'000)};
    base::Timer retry;
  };

  void dropSource();
  void onOffer(const StreamOffer& offer);
  pipelines::ReceiverEvents eventsFor(const StreamKey& key, uint64_t attempt);
  void onAnswer(const StreamKey& key, uint64_t attempt, const std::string& sdp);
  void onFirstMedia(const StreamKey& key, uint64_t attempt);
  void onReceiverLost(const StreamKey& key, uint64_t attempt, const base::Error& why);
  void onDown(const StreamKey& key, const base::Error& why, bool isFinal);
  Stream* current(const StreamKey& key, uint64_t attempt);
  void setFlowing(const StreamKey& key, bool flows);
  bool isWanted(const StreamKey& key) const;
  void dropUnwanted();
  void want(StreamKind kind);
  void clearTrouble(StreamKind kind);

  base::Loop& loop_;
  pipelines::MediaInputs& inputs_;
  MediaReceiversEvents events_;
  std::string bridges_;           // of the meeting the source was made for
  std::set<StreamKind> refused_;  // they come another way
  std::vector<std::string> cameras_;
  std::optional<Screenshare> screen_;
  std::map<StreamKey, Stream> streams_;
  std::unique_ptr<MediaSource> source_;
  std::set<std::string> flowing_;
  bool hasSound_ = false;
  uint64_t restarts_ = 0;
  base::Alive alive_;
};

}  // namespace gateway
