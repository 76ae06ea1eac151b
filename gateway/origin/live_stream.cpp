// SPDX-License-Identifier: Apache-2.0
// Publishing and answering.
#include "gateway/origin/live_stream.hpp"

#include <algorithm>
#include <utility>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

using base::http::Request;
using base::http::Responder;
using base::http::Response;
using pipelines::Rendition;

// min(3 x TARGETDURATION, 8 s): longer, and proxies give up first (hls.md §1.11).
constexpr base::Millis kLongestWait{8000};
constexpr size_t kMostRenditions = 8;
constexpr const char* kTooLate = "nothing new came in time";
constexpr const char* kOver = "the lecture is over, and its recording is no longer here";
constexpr const char* kNoSource = "the source is interrupted";

}  // namespace

LiveStream::LiveStream(std::string language, RingLimits limits, std::optional<StreamDisk> disk)
    : language_(std::move(language)), limits_(limits), disk_(std::move(disk)) {
  for (const auto& rendition : {Rendition::video(), Rendition::audio()}) join(rendition);
}

std::optional<size_t> LiveStream::indexOf(std::string_view name) const {
  for (size_t i = 0; i < rings_.size(); ++i)
    if (rings_[i].name() == name) return i;
  return std::nullopt;
}

/// The place of a rendition, made when it is new. Only publishers call it.
size_t LiveStream::join(const Rendition& rendition) {
  if (const auto known = indexOf(rendition.name)) return *known;
  const std::lock_guard lock(mutex_);
  rings_.emplace_back(rendition, limits_);
  published_.emplace_back();
  return rings_.size() - 1;
}

int64_t LiveStream::nextMsn() const {
  int64_t next = 0;
  for (const Ring& ring : rings_) next = std::max(next, ring.nextMsn());
  return next;
}

SessionStart LiveStream::open(const SessionClaim& claim, int64_t unixMillis) {
  const std::lock_guard writing(writing_);
  const bool wasEnded = rings_[0].isEnded();
  SessionStart start{session_.firstMsn, session_.discontinuity, {}};
  if (claim.session == session_.name && !wasEnded) {
    for (const Ring& ring : rings_) start.have[ring.name()] = ring.lastGlobal();
    return start;
  }
  const bool isEmpty = rings_[0].segments().empty() && rings_[1].segments().empty();
  session_ =
      isEmpty ? OriginSession{claim.session,
                              // A restarted server never goes back: numbers follow the clock
                              // where nothing else is known.
                              claim.firstMsn.value_or(unixMillis / pipelines::kSegmentTime.count()),
                              claim.discontinuity.value_or(0)}
              : OriginSession{claim.session, nextMsn(), rings_[0].newestDiscontinuity() + 1};
  if (wasEnded) startAnew(session_);
  shelve(session_);
  for (Ring& ring : rings_) ring.open(session_);
  if (!isEmpty && !wasEnded)
    for (const Ring& ring : rings_) publish(ring, {});
  return {session_.firstMsn, session_.discontinuity, {}};
}

/// After ENDLIST a list must not change: a stream started again begins a new one, with higher
/// numbers.
void LiveStream::startAnew(const OriginSession& session) {
  const std::lock_guard lock(mutex_);
  Rings fresh;
  // The ladder may be another one.
  for (const auto& rendition : {Rendition::video(), Rendition::audio()})
    fresh.emplace_back(rendition, limits_);
  rings_.swap(fresh);
  for (Ring& ring : rings_) ring.open(session);
  empty();
  isForgotten_ = false;
  endedAt_ = 0;
  nextToShelve_.clear();
}

void LiveStream::setInit(pipelines::Init init) {
  if (!init.bytes) return;
  const std::lock_guard writing(writing_);
  const bool isKnown = indexOf(init.rendition.name).has_value();
  if (!isKnown && rings_.size() >= kMostRenditions) return;
  Ring& ring = rings_[join(init.rendition)];
  if (!isKnown) ring.open(session_);
  const auto named = ring.setInit(std::move(init));
  {
    const std::lock_guard lock(mutex_);
    if (blobs_.insert_or_assign(named->uri, Blob{{named->init.bytes}, ring.isSound(), false})
            .second)
      bytesHeld_ += named->init.bytes->size();
  }
  shelve(ShelvedInit{named->init, named->uri}, {named->init.bytes});
  renderIndex();
}

void LiveStream::add(const pipelines::Part& part) {
  const std::lock_guard writing(writing_);
  const auto index = indexOf(part.rendition.name);
  if (!index) return;
  const RingChange change = rings_[*index].add(part);
  if (!change.changed) return;
  if (part.last) renderIndex();  // What was measured has changed.
  publish(rings_[*index], change);
  shelveClosed(*index);
}

void LiveStream::end(int64_t unixMillis) {
  const std::lock_guard writing(writing_);
  if (rings_[0].isEnded()) return;
  endedAt_ = unixMillis;
  for (Ring& ring : rings_) ring.end();
  for (size_t i = 0; i < rings_.size(); ++i) shelveClosed(i);
  renderIndex();
  shelve(ShelvedEnd{unixMillis});
  for (const Ring& ring : rings_) publish(ring, {});
  releaseAll(404, "the stream has ended");
}

void LiveStream::registerBlobs(const Ring& ring) {
  const bool isAudio = ring.isSound();
  const auto& segments = ring.segments();
  const size_t recent = segments.size() - std::min<size_t>(segments.size(), 2);
  for (size_t i = recent; i < segments.size(); ++i) {
    const OriginSegment& segment = segments[i];
    std::vector<base::http::Body> all;
    for (const OriginPart& part : segment.parts) {
      if (blobs_.try_emplace(part.uri, Blob{{part.bytes}, isAudio, false}).second)
        bytesHeld_ += part.bytes->size();
      all.push_back(part.bytes);
    }
    if (segment.closed && !segment.gap && !all.empty())
      blobs_.try_emplace(segment.uri, Blob{all, isAudio, true});
  }
}

/// A segment shares its parts' bytes, which are counted there.
void LiveStream::forget(const std::string& uri) {
  const auto found = blobs_.find(uri);
  if (found == blobs_.end()) return;
  // Only these two have files.
  if (found->second.isShared || uri.ends_with(".mp4")) unshelve(uri);
  if (!found->second.isShared) bytesHeld_ -= found->second.chunks.front()->size();
  blobs_.erase(found);
}

std::optional<Response> LiveStream::ready(const Published& published, const Waiter& waiter) const {
  if (!waiter.uri.empty()) {
    if (const auto found = blobs_.find(waiter.uri); found != blobs_.end())
      return mediaResponse(found->second, waiter.request.header("range"));
    if (waiter.uri == published.nextPart) return {};
    return originFault(404, "this part never came");
  }
  if (!published.isReady || (!waiter.directives.skip && !published.full)) return {};
  const bool isDirected = waiter.directives.msn.has_value();
  switch (decide(published.edge, waiter.directives)) {
    case Reload::Refused:
      return originFault(400, "too far ahead of the stream");
    case Reload::Wait:
      return {};
    case Reload::Now:
      break;
  }
  return playlistResponse(waiter.directives.skip ? *published.delta : *published.full,
                          waiter.request, isDirected);
}

void LiveStream::wake(Published& published, std::vector<Answer>& answers) {
  for (auto* waiters : {&published.forPlaylist, &published.forPart}) {
    std::vector<Waiter> kept;
    for (Waiter& waiter : *waiters) {
      if (auto response = ready(published, waiter))
        answers.push_back({std::move(waiter.responder), std::move(*response)});
      else if (!waiter.responder.isGone())
        kept.push_back(std::move(waiter));
    }
    *waiters = std::move(kept);
  }
}

bool LiveStream::isStartable() const {
  if (!multivariant_) return false;
  return std::all_of(published_.begin(), published_.end(),
                     [](const Published& one) { return one.isReady; });
}

void LiveStream::wakeStart(std::vector<Answer>& answers) {
  if (forStart_.empty() || !isStartable()) return;
  for (Waiter& waiter : std::exchange(forStart_, {}))
    answers.push_back(
        {std::move(waiter.responder), playlistResponse(*multivariant_, waiter.request, false)});
}

void LiveStream::send(std::vector<Answer> answers) {
  for (Answer& answer : answers) std::move(answer.responder).send(std::move(answer.response));
}

void LiveStream::interrupt() {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
  }
  releaseAll(503, kNoSource);
}

void LiveStream::abandon() {
  {
    const std::lock_guard writing(writing_);
    if (disk_) disk_->thread->post([shelf = disk_->shelf] { shelf->clear(); });
  }
  releaseAll(404, "there is no such stream");
}

void LiveStream::releaseAll(int status, const char* text) {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    const auto release = [&](std::vector<Waiter>& waiters) {
      for (Waiter& waiter : std::exchange(waiters, {}))
        answers.push_back({std::move(waiter.responder), originFault(status, text)});
    };
    for (Published& published : published_) release(published.forPlaylist);
    for (Published& published : published_) release(published.forPart);
    release(forStart_);
  }
  send(std::move(answers));
}

void LiveStream::expire(base::Steady now) {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    const auto release = [&](std::vector<Waiter>& waiters) {
      std::vector<Waiter> kept;
      for (Waiter& waiter : waiters) {
        if (now - waiter.since >= kLongestWait)
          answers.push_back({std::move(waiter.responder), originFault(503, kTooLate)});
        else
          kept.push_back(std::move(waiter));
      }
      waiters = std::move(kept);
    };
    for (Published& published : published_) release(published.forPlaylist);
    for (Published& published : published_) release(published.forPart);
    release(forStart_);
  }
  send(std::move(answers));
}

void LiveStream::multivariant(Request request, Responder responder) {
  std::unique_lock lock(mutex_);
  if (isForgotten_) {
    lock.unlock();
    return std::move(responder).send(originFault(404, kOver));
  }
  if (!isStartable()) {
    forStart_.push_back({std::move(request), std::move(responder), base::steadyNow(), {}, {}});
    return;
  }
  const auto rendered = multivariant_;
  lock.unlock();
  std::move(responder).send(playlistResponse(*rendered, request, false));
}

void LiveStream::playlist(std::string_view name, Request request, Responder responder) {
  const auto directives =
      readDirectives(request.parameter("_HLS_msn"), request.parameter("_HLS_part"),
                     request.parameter("_HLS_skip"));
  if (!directives)
    return std::move(responder).send(originFault(400, "_HLS_msn and _HLS_part are not numbers"));
  if (!directives->skip) renderFull(name);
  Waiter waiter{std::move(request), std::move(responder), base::steadyNow(), *directives, {}};
  std::unique_lock lock(mutex_);
  const auto index = indexOf(name);
  if (!index || isForgotten_) {
    lock.unlock();
    return std::move(waiter.responder)
        .send(originFault(404, index ? kOver : "there is no such rendition"));
  }
  Published& published = published_[*index];
  auto response = ready(published, waiter);
  if (!response && interrupted_) response = originFault(503, kNoSource);
  if (!response) {
    published.forPlaylist.push_back(std::move(waiter));
    return;
  }
  lock.unlock();
  std::move(waiter.responder).send(std::move(*response));
}

void LiveStream::media(const std::string& uri, Request request, Responder responder) {
  std::unique_lock lock(mutex_);
  if (const auto found = blobs_.find(uri); found != blobs_.end()) {
    if (found->second.isOnDisk) {
      const Blob blob = found->second;
      lock.unlock();
      return sendFromDisk(uri, blob, std::move(request), std::move(responder));
    }
    Response response = mediaResponse(found->second, request.header("range"));
    lock.unlock();
    return std::move(responder).send(std::move(response));
  }
  for (Published& published : published_) {
    if (uri != published.nextPart || published.edge.ended || interrupted_) continue;
    published.forPart.push_back(
        {std::move(request), std::move(responder), base::steadyNow(), {}, uri});
    return;
  }
  lock.unlock();
  std::move(responder).send(originFault(404, "there is nothing under this name"));
}

size_t LiveStream::waiting() const {
  const std::lock_guard lock(mutex_);
  size_t count = forStart_.size();
  for (const Published& published : published_)
    count += published.forPlaylist.size() + published.forPart.size();
  return count;
}

uint64_t LiveStream::bytesHeld() const {
  const std::lock_guard lock(mutex_);
  return bytesHeld_;
}

}  // namespace gateway
