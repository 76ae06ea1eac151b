// SPDX-License-Identifier: Apache-2.0
// From what is wanted to what runs.
#include "control/keeper.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace control {
namespace {

using base::Error;
using base::Millis;
using base::Steady;
using base::StreamState;
using base::StreamStatus;

constexpr Millis kIdle{30000};        // nothing is due later than that; clocks may be set meanwhile
constexpr Millis kMeetingPoll{2000};  // start within 3 s of the meeting's begin (design.md §10)
constexpr Millis kPerWaiting{200};    // but at most 5 questions a second to BBB (bbb-api.md §9.3)
constexpr Millis kAdoptGrace{3000};   // a worker that outlived us reconnects within that time
constexpr Millis kStoreRetry{2000};
constexpr Millis kFirstRetry{2000};
constexpr Millis kLongestRetry{60000};
constexpr int kInfoEvery = 10;  // every n-th "not running" asks whether the meeting exists at all

constexpr const char* kStoppedCode = "stopped";

/// BBB itself failed, not just this meeting: the same would befall the other streams.
bool isOutage(const Error& error) {
  return error.code != "not_found";
}

StreamCard cardOf(const StreamRow& row) {
  return StreamCard{row.slug, row.title, row.language, row.startsAtMs};
}

OutputOrder outputsOf(const StreamRow& row) {
  OutputOrder out;
  out.record = row.record;
  for (const auto& push : row.pushes)
    out.pushes.push_back({std::to_string(push.id), push.url, push.backupUrl});
  return out;
}

/// The end of a worker that we stopped: known already, and the stream may have been started again
/// since.
bool isLateEnd(const StreamStatus& status) {
  return status.state == StreamState::Ended && status.code == kStoppedCode;
}

StreamStatus stopped() {
  return {StreamState::Ended, kStoppedCode, "The broadcast was stopped. It can be started again.",
          0};
}

}  // namespace

Millis retryDelay(int failures) {
  const int doublings = std::clamp(failures - 1, 0, 10);
  return std::min(kLongestRetry, kFirstRetry * (1 << doublings));
}

void Keeper::changed() {
  const std::lock_guard lock(mutex_);
  isChanged_ = true;
}

void Keeper::workerSaid(const std::string& slug, const StreamStatus& status) {
  if (isLateEnd(status)) return;
  if (ports_.board.acceptFromWorker(slug, status)) ports_.streams.tell(slug, status);
  const std::lock_guard lock(mutex_);
  news_.push_back({NewsKind::WorkerSaid, slug, status});
}

void Keeper::workerFound(const std::string& slug) {
  const std::lock_guard lock(mutex_);
  news_.push_back({NewsKind::WorkerFound, slug, {}});
}

void Keeper::startAsked(const std::string& slug) {
  const std::lock_guard lock(mutex_);
  news_.push_back({NewsKind::StartAsked, slug, {}});
}

bool Keeper::hasNews() const {
  const std::lock_guard lock(mutex_);
  return isChanged_ || !news_.empty();
}

Millis Keeper::step(Now now) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(isChanged_, false)) loadDue_ = now.steady;
  }
  if (loadDue_ <= now.steady) reload(now);
  drainNews(now);
  for (auto& [slug, kept] : kept_)
    if (kept.row.wanted && !kept.isAtWork && kept.due <= now.steady) attempt(kept, now);
  saveAll(now);
  const auto wait = std::chrono::ceil<Millis>(nextDue(now) - now.steady);
  return std::clamp(wait, Millis(0), kIdle);
}

void Keeper::reload(Now now) {
  auto rows = ports_.load();
  if (!rows) {
    base::log::failure("keeper", "streams cannot be read; trying again", rows.error());
    loadDue_ = now.steady + kStoreRetry;
    return;
  }
  loadDue_ = Steady::max();
  forgetMissing(*rows);
  for (const auto& row : *rows) {
    const auto found = kept_.find(row.slug);
    if (found == kept_.end())
      add(row, now);
    else
      update(found->second, row, now);
  }
  hasLoaded_ = true;
}

void Keeper::forgetMissing(const std::vector<StreamRow>& rows) {
  std::erase_if(kept_, [&](const auto& one) {
    const auto& slug = one.first;
    // A stream deleted and made again under its old name is another stream.
    const auto isSame = [&, madeAt = one.second.row.createdAtMs](const auto& row) {
      return row.slug == slug && row.createdAtMs == madeAt;
    };
    if (std::any_of(rows.begin(), rows.end(), isSame)) return false;
    ports_.board.remove(slug);
    ports_.streams.stop(slug, "the stream was deleted");
    ports_.streams.remove(slug);
    return true;
  });
}

void Keeper::add(const StreamRow& row, Now now) {
  Kept& kept = kept_[row.slug];
  kept.row = row;
  kept.status = row.status;
  // At our own start the worker of a stream that was on air may still live and will report soon.
  const bool mayHaveWorker =
      !hasLoaded_ && base::isRunning(row.status.state) && row.status.state != StreamState::Waiting;
  kept.due = now.steady + (mayHaveWorker ? kAdoptGrace : Millis(0));
  ports_.board.put(row.slug, kept.status, row.wanted);
  ports_.streams.show(cardOf(row), kept.status);
  if (!row.wanted && base::isRunning(row.status.state)) set(kept, stopped(), now);
}

void Keeper::update(Kept& kept, const StreamRow& row, Now now) {
  const bool wasWanted = kept.row.wanted;
  const bool isNewCard = !(cardOf(kept.row) == cardOf(row));
  const bool isNewLook = !(kept.row.look == row.look);
  const bool hasNewOutputs = kept.row.pushes != row.pushes || kept.row.record != row.record;
  kept.row = row;
  if (isNewLook) ports_.streams.setLook(row.slug, row.look);
  if (hasNewOutputs) ports_.streams.want(row.slug, outputsOf(row));
  if (isNewCard) ports_.streams.show(cardOf(row), kept.status);
  if (wasWanted == row.wanted) return;
  kept.tries = 0;
  kept.asked = 0;
  kept.isOver = false;
  kept.due = now.steady;
  if (row.wanted) {
    ports_.board.put(row.slug, kept.status, true);
    return;
  }
  kept.isAtWork = false;
  kept.isCalled = false;
  set(kept, stopped(), now);
  ports_.streams.stop(row.slug, "an operator stopped the stream");
}

void Keeper::drainNews(Now now) {
  if (!hasLoaded_) return;  // the database is away at the start: the news can wait
  std::vector<News> news;
  {
    const std::lock_guard lock(mutex_);
    news.swap(news_);
  }
  for (const auto& one : news) take(one, now);
}

void Keeper::take(const News& news, Now now) {
  const auto found = kept_.find(news.slug);
  if (found == kept_.end() || !found->second.row.wanted) {
    const bool isRunning = news.kind == NewsKind::WorkerFound || base::isRunning(news.status.state);
    if (news.kind != NewsKind::StartAsked && isRunning)
      ports_.streams.stop(news.slug, "nobody wants this stream on air");
    return;
  }
  Kept& kept = found->second;
  switch (news.kind) {
    case NewsKind::WorkerSaid:
      hear(kept, news.status, now);
      break;
    case NewsKind::WorkerFound:
      orderFound(kept, now);
      break;
    case NewsKind::StartAsked:
      kept.isCalled = true;
      kept.tries = 0;
      kept.due = now.steady;
      outage_.reset();
      break;
  }
}

void Keeper::hear(Kept& kept, const StreamStatus& status, Now now) {
  kept.isAtWork = base::isRunning(status.state);
  if (status.state == StreamState::Live) kept.tries = 0;
  if (status.state == StreamState::Ended) {
    kept.row.wanted = false;
    kept.isOver = true;
  }
  // A worker fails only where no later try can help without somebody doing something.
  if (status.state == StreamState::Failed) kept.due = Steady::max();
  set(kept, status, now);
}

void Keeper::attempt(Kept& kept, Now now) {
  const auto& row = kept.row;
  if (row.startsAtMs && *row.startsAtMs > now.unixMs && !kept.isCalled) {
    kept.due = now.steady + std::min(kIdle, Millis(*row.startsAtMs - now.unixMs));
    set(kept, {StreamState::Scheduled, "", "The broadcast begins at the time announced.", 0}, now);
  } else if (row.joinUrl) {
    order(kept, now);
  } else if (!ports_.bbb) {
    failed(kept,
           {base::Fault::Config,
            "no BigBlueButton server is configured: set [bbb] url and secret, then restart",
            "bbb_not_configured"},
           now);
  } else {
    attemptMeeting(kept, now);
  }
}

void Keeper::attemptMeeting(Kept& kept, Now now) {
  if (outage_ && now.steady < outage_->until) {
    kept.due = outage_->until;
    set(kept, {StreamState::Failed, outage_->error.code, outage_->error.what, 0}, now);
    return;
  }
  outage_.reset();
  auto running = ports_.bbb->isMeetingRunning(*kept.row.meetingId);
  if (!running) {
    failed(kept, running.error(), now);
    if (isOutage(running.error())) outage_ = Outage{running.error(), kept.due};
    return;
  }
  kept.tries = 0;
  if (!*running) {
    waitForMeeting(kept, now);
    return;
  }
  kept.asked = 0;
  order(kept, now);
}

StreamOrder Keeper::orderFor(const StreamRow& row) const {
  StreamOrder order{row.slug, row.title,      row.language, "",
                    "",       row.startsAtMs, row.look,     outputsOf(row)};
  if (row.joinUrl) {
    order.joinUrl = *row.joinUrl;
  } else if (ports_.bbb) {
    const BbbObserver bot{*row.meetingId, ports_.botName, "amphi-" + row.slug};
    order.joinUrl = ports_.bbb->joinUrl(bot);
    order.plainJoinUrl = ports_.bbb->plainJoinUrl(bot);
  }
  return order;
}

// It is in the meeting already, so nobody needs to ask BBB whether that runs.
void Keeper::orderFound(Kept& kept, Now now) {
  const auto order = orderFor(kept.row);
  if (order.joinUrl.empty()) return;
  if (auto started = ports_.streams.start(order); !started)
    failed(kept, started.error(), now);
  else
    kept.isAtWork = true;
}

void Keeper::waitForMeeting(Kept& kept, Now now) {
  const auto waiting = std::count_if(kept_.begin(), kept_.end(), [](const auto& one) {
    return one.second.row.wanted && !one.second.isAtWork;
  });
  kept.due = now.steady + std::max(kMeetingPoll, kPerWaiting * waiting);
  StreamStatus status{StreamState::Waiting, "meeting_not_running",
                      "The meeting has not begun: it is on air as soon as somebody joins it in "
                      "BigBlueButton.",
                      0};
  if (kept.asked++ % kInfoEvery == 0) {
    const auto meeting = ports_.bbb->getMeetingInfo(*kept.row.meetingId);
    if (!meeting && meeting.error().code == "not_found") {
      status.code = "not_found";
      status.detail = meeting.error().what + ".";
    }
  } else if (kept.status.state == StreamState::Waiting) {
    return;
  }
  set(kept, status, now);
}

void Keeper::order(Kept& kept, Now now) {
  const auto started = ports_.streams.start(orderFor(kept.row));
  if (!started) {
    failed(kept, started.error(), now);
    return;
  }
  kept.isAtWork = true;
  set(kept, {StreamState::Joining, "", "Joining the meeting.", 0}, now);
}

void Keeper::failed(Kept& kept, const Error& error, Now now) {
  kept.due = now.steady + retryDelay(++kept.tries);
  set(kept, {StreamState::Failed, error.code, error.what, 0}, now);
}

void Keeper::set(Kept& kept, StreamStatus status, Now now) {
  if (status.sinceUnixMs == 0)
    status.sinceUnixMs = status.state == kept.status.state ? kept.status.sinceUnixMs : now.unixMs;
  status.detail = base::sentence(status.detail);
  const bool isNew = !(status == kept.status);
  if (isNew && status.state != kept.status.state)
    base::log::info("keeper", "stream changes state",
                    {{"slug", kept.row.slug},
                     {"state", base::toString(status.state)},
                     {"code", status.code},
                     {"detail", status.detail}});
  kept.status = status;
  ports_.board.put(kept.row.slug, status, kept.row.wanted);
  if (!isNew && !kept.isOver) return;
  ports_.streams.tell(kept.row.slug, status);
  kept.isUnsaved = true;
}

void Keeper::saveAll(Now now) {
  if (now.steady < saveDue_) return;
  for (auto& [slug, kept] : kept_) {
    if (!kept.isUnsaved) continue;
    if (auto saved = ports_.save(slug, kept.status, kept.isOver); !saved) {
      base::log::failure("keeper", "a state cannot be written; trying again", saved.error());
      saveDue_ = now.steady + kStoreRetry;
      return;
    }
    kept.isUnsaved = false;
    kept.isOver = false;
  }
}

Steady Keeper::nextDue(Now now) const {
  Steady next = std::min(loadDue_, now.steady + kIdle);
  for (const auto& [slug, kept] : kept_) {
    if (kept.row.wanted && !kept.isAtWork) next = std::min(next, kept.due);
    if (kept.isUnsaved) next = std::min(next, saveDue_);
  }
  return next;
}

}  // namespace control
