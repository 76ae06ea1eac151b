// SPDX-License-Identifier: Apache-2.0
// The state machine of one stream: joins, follows the meeting, shows it, and ends in order.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/http/client.hpp"
#include "base/loop.hpp"
#include "gateway/bbb/join.hpp"
#include "gateway/bbb/session.hpp"
#include "gateway/bbb/slides.hpp"
#include "gateway/link/job.hpp"
#include "gateway/link/server_link.hpp"
#include "gateway/worker/camera_choice.hpp"
#include "gateway/worker/chat_bridge.hpp"
#include "gateway/worker/media_receivers.hpp"
#include "gateway/worker/outputs.hpp"
#include "gateway/worker/scene_maker.hpp"
#include "gateway/worker/speakers.hpp"
#include "gateway/worker/verdict.hpp"
#include "pipelines/broadcast.hpp"

namespace gateway {

/// One stream, from the first join to the exit code. @thread loop
///
/// Joining → Live ↔ Interrupted → Ended or Failed. Once the first join has been answered the
/// broadcast
/// runs without a gap to the end: where there is no meeting to show, a slate stands in.
class Stream {
 public:
  /// @param done  Called once, posted, with the exit code of the process. `loop` must outlive
  /// the stream.
  Stream(base::Loop& loop, WorkerJob job, std::function<void(int)> done);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  /// Leaves the meeting and ends. @param reason  `signal` and `shutdown` leave out the end slate.
  void stop(const std::string& reason);
  /// What is on the stage; nothing before the first join was answered.
  const std::optional<pipelines::Scene>& scene() const { return shown_; }

 private:
  enum class Phase { Running, Leaving, Closing, Draining, Done };

  // Joining and the session (stream.cpp).
  void join();
  const std::string& joinUrl() const;
  void onJoined(base::Result<JoinedSession> result);
  void openSession(const JoinedSession& joined);
  SessionEvents sessionEvents();
  void onMeeting(const Meeting& meeting);
  void onSession(SessionState state, const base::Error& detail);
  void onLive();
  void onCut(const base::Error& why);
  void onFailure(const base::Error& why);
  void dropSession();

  // The picture (stream_picture.cpp).
  bool startBroadcast();
  pipelines::BroadcastEvents broadcastEvents();
  void openMedia();
  void setLook(const base::StreamLook& look);
  void onPage(const std::optional<Page>& page);
  void onSlide(const std::string& pageId, const Slides::Image& image, const base::Error& why);
  void prepareSlide(const std::string& url, const Slides::Image& image);
  void onTalking(const std::vector<Talker>& talkers);
  void followSpeakers();
  void chooseCameras();
  void showSlate(Slate slate);
  void refresh();
  void showScene();

  // States, chat and numbers (stream_report.cpp).
  void setState(base::StreamState state, const std::string& code, const std::string& detail);
  void setTrouble(const std::string& what, const std::optional<base::Error>& why);
  void publishLive();
  void onSay(const LinkSay& line);
  void openChat();
  void reportStats();

  // The end (stream_end.cpp).
  void finish(base::StreamState state, const std::string& code, const std::string& detail);
  void onPartSent(const pipelines::Part& part);
  void closeBroadcast();
  void drain();
  void exit(int code);

  base::Loop& loop_;
  const WorkerJob job_;
  std::function<void(int)> done_;
  Phase phase_ = Phase::Running;
  LinkState state_;
  bool isStatePublished_ = false;
  base::Steady startedAt_ = base::steadyNow();

  ServerLink server_;
  ChatBridge chat_;
  std::vector<LinkSay> heldLines_;  // asked before the chat's history was seen
  bool isChatOpen_ = false;
  int64_t chatSinceMs_;  // lines up to here were told

  StageFacts facts_;
  Page wantedPage_;              // its picture is being fetched; the stage shows facts_.page
  std::vector<Camera> cameras_;  // all that are on
  Speakers speakers_;
  CameraChoice choice_;
  std::optional<Meeting> meeting_;
  std::optional<pipelines::Scene> shown_;
  base::Steady shownAt_{};
  std::unique_ptr<pipelines::Broadcast> broadcast_;
  Outputs outputs_;  // of the broadcast

  // In this order: each refers to those above it.
  std::unique_ptr<base::http::Client> http_;
  std::unique_ptr<JoinedSession> joined_;
  Ports ports_;
  std::unique_ptr<Slides> slides_;
  std::unique_ptr<MediaReceivers> media_;
  std::unique_ptr<Session> session_;

  std::map<std::string, base::Error> troubles_;  // what does not work although we are live
  bool wasLive_ = false;
  bool joinsPlainly_ = false;  // the fuller join was refused
  std::optional<base::Steady> goneSince_;
  Backoff pause_;
  base::Steady closingSince_{};
  bool isHurried_ = false;

  base::Timer retry_, grace_, slideDelay_, sceneDelay_, talk_, chatDelay_, stats_, end_, deadline_;
  base::Alive alive_;
};

}  // namespace gateway
