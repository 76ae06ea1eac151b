// SPDX-License-Identifier: Apache-2.0
// Which event of which part goes where.
#include "gateway/amphi/live_side.hpp"

#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "gateway/amphi/recording_shelf.hpp"

namespace gateway {
namespace {

using base::Millis;
using base::StreamState;
using base::StreamStatus;

constexpr Millis kExpireEvery{250};  // the origin wants at least twice a second
constexpr int kExpiresPerLook = 40;  // every ten seconds for lectures that are over
constexpr int kExpiresPerTick = 4;   // the hub wants once a second

RingLimits limitsOf(const base::Config& config) {
  RingLimits limits;
  limits.windowSeconds = static_cast<double>(config.hls.window.count());
  limits.rewindSeconds = static_cast<double>(config.hls.rewind.count());
  limits.rewindBytes = int64_t{config.hls.rewindMb} << 20;
  return limits;
}

LinkWanted wantedOf(const control::OutputOrder& outputs) {
  LinkWanted out;
  out.record = outputs.record;
  for (const auto& push : outputs.pushes)
    out.pushes.push_back({push.id, push.url, push.backupUrl, 0});
  return out;
}

}  // namespace

LiveSide::LiveSide(const base::Config& config, LiveSideEvents events)
    : config_(config),
      events_(std::move(events)),
      origin_(limitsOf(config), config.hls.rewind.count() > 0 ? config.server.dataDir + "/hls" : "",
              config.hls.signingKey),
      hub_({.store = events_.store,
            .toMeeting = [this](const std::string& slug, const ChatLine& line) {
              if (supervisor_) supervisor_->say(slug, {line.id, line.name, line.text});
            }}) {}

LiveSide::~LiveSide() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  ending_.notify_all();
  if (ticker_.joinable()) ticker_.join();
}

base::Result<void> LiveSide::open(const std::string& socketPath) {
  SupervisorOptions options;
  options.socketPath = socketPath;
  if (config_.log.level == base::log::Level::Debug) options.arguments.emplace_back("--debug");
  auto started = Supervisor::start(std::move(options), supervisorEvents());
  if (!started) return std::move(started).error();
  supervisor_ = std::move(*started);
  ticker_ = std::thread([this] { tick(); });
  return {};
}

StreamEvents LiveSide::supervisorEvents() {
  StreamEvents events;
  events.onInit = [this](const WorkerPlace& place, pipelines::Init init) {
    enter(place);
    origin_.addInit(place.slug, std::move(init));
  };
  events.onPart = [this](const WorkerPlace& place, pipelines::Part part) {
    enter(place);
    origin_.addPart(place.slug, part);
  };
  events.onState = [this](const std::string& slug, const StreamStatus& status, const std::string&) {
    onState(slug, status);
  };
  events.onChat = [this](const std::string& slug, LinkChat line) {
    hub_.onMeetingChat(slug,
                       {line.id, line.sender, line.isPresenter, line.text, line.atMs, line.echoOf});
  };
  events.onChatRefused = [this](const std::string& slug, LinkChatRefused line) {
    hub_.onRefused(slug, line.id);
  };
  events.onNeedJob = events_.workerFound;
  return events;
}

/// A worker's first word after it came, or came back, opens its session in the origin.
void LiveSide::enter(const WorkerPlace& place) {
  auto& session = sessions_[place.slug];
  if (session == place.session) return;
  session = place.session;
  origin_.openSession(place.slug, {place.session, place.firstMsn, place.discontinuity},
                      base::unixMillis());
}

void LiveSide::onState(const std::string& slug, const StreamStatus& status) {
  if (status.state == StreamState::Interrupted || status.state == StreamState::Failed)
    origin_.interrupt(slug);
  if (status.state == StreamState::Ended) origin_.endStream(slug, base::unixMillis());
  events_.workerSaid(slug, status);
}

void LiveSide::stopWorkers(Millis limit) {
  if (supervisor_) supervisor_->stopAll(limit);
}

void LiveSide::show(const control::StreamCard& card, const StreamStatus& status) {
  origin_.addStream(card.slug, card.language);
  hub_.addStream(card.slug, {card.title, card.startsAtMs, card.language}, status);
  if (!shown_.insert(card.slug).second) return;
  if (auto lines = events_.history(card.slug); !lines.empty())
    hub_.restore(card.slug, std::move(lines));
}

void LiveSide::tell(const std::string& slug, const StreamStatus& status) {
  hub_.onState(slug, status);
}

void LiveSide::remove(const std::string& slug) {
  shown_.erase(slug);
  hub_.removeStream(slug);
  origin_.removeStream(slug);
}

base::Result<void> LiveSide::start(const control::StreamOrder& order) {
  if (!supervisor_)
    return base::Error{base::Fault::Internal, "the server is not ready to start streams",
                       "not_ready"};
  WorkerJob job;
  job.slug = order.slug;
  job.title = order.title;
  job.joinUrl = order.joinUrl;
  job.plainJoinUrl = order.plainJoinUrl;
  job.startsAtMs = order.startsAtMs.value_or(0);
  job.look = order.look;
  job.logo = config_.stream.logo;
  job.maxCameras = config_.stream.maxCameras;
  job.language = order.language;
  job.width = config_.stream.width;
  job.height = config_.stream.height;
  job.maxKilobitsPerSecond = config_.stream.maxKbps;
  job.ladder = ladderFrom(config_.stream.ladder, job.width, job.height, job.maxKilobitsPerSecond);
  job.botName = config_.stream.botName;
  job.outputs = wantedOf(order.outputs);
  job.recordFolder = recordingsIn(config_.server.dataDir) / order.slug;
  job.recordLeastFreeBytes = int64_t{config_.recording.minFreeMb} << 20;
  supervisor_->start(std::move(job));
  return {};
}

void LiveSide::setLook(const std::string& slug, const base::StreamLook& look) {
  if (supervisor_) supervisor_->show(slug, look);
}

void LiveSide::want(const std::string& slug, const control::OutputOrder& outputs) {
  if (supervisor_) supervisor_->want(slug, wantedOf(outputs));
}

control::StreamOutputs LiveSide::outputs(const std::string& slug) const {
  control::StreamOutputs out;
  const auto snapshot = supervisor_ ? supervisor_->status(slug) : std::nullopt;
  if (!snapshot || !snapshot->isConnected) return out;
  for (const auto& one : snapshot->outputs.pushes)
    out.pushes.push_back({one.id, std::string(toString(one.state)), one.code, one.detail, one.bytes,
                          one.droppedPictures, one.reconnections, one.isBackup});
  const auto& tape = snapshot->outputs.recording;
  out.recording = {std::string(toString(tape.state)), tape.code, tape.detail, tape.bytes,
                   tape.millis};
  return out;
}

void LiveSide::stop(const std::string& slug, const std::string& reason) {
  if (supervisor_) supervisor_->stop(slug, reason);
}

void LiveSide::tick() {
  std::unique_lock lock(mutex_);
  for (int count = 0; !ending_.wait_for(lock, kExpireEvery, [this] { return isEnding_; });
       ++count) {
    lock.unlock();
    const auto now = base::steadyNow();
    origin_.expire(now);
    if (count % kExpiresPerLook == 0)
      origin_.forgetEndedBefore(base::unixMillis() - base::Millis(config_.hls.keep).count());
    if (count % kExpiresPerTick == 0) hub_.tick(now);
    lock.lock();
  }
}

}  // namespace gateway
