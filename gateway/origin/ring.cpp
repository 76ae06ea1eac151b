// SPDX-License-Identifier: Apache-2.0
// Appending, closing, filling and forgetting.
#include "gateway/origin/ring.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

/// FNV-1a: names an init section by its bytes; not a defence against anybody.
std::string shortHash(const std::string& bytes) {
  constexpr uint32_t kOffset = 2166136261u;
  constexpr uint32_t kPrime = 16777619u;
  uint32_t hash = kOffset;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08x", hash);
  return text.data();
}

int64_t rate(int64_t bytes, int64_t ticks, int64_t timescale) {
  constexpr int64_t kBitsPerByte = 8;
  return ticks == 0 ? 0 : bytes * kBitsPerByte * timescale / ticks;
}

void collectUris(const OriginSegment& segment, std::vector<std::string>& out) {
  out.push_back(segment.uri);
  for (const OriginPart& part : segment.parts) out.push_back(part.uri);
}

}  // namespace

Ring::Ring(pipelines::Rendition rendition, RingLimits limits)
    : rendition_(std::move(rendition)), limits_(limits) {}

std::string Ring::folder() const {
  return session_.name + "/" + rendition_.name + "/";
}

int Ring::timescale() const {
  return isSound() ? pipelines::kSoundRate : pipelines::kVideoTimescale;
}

void Ring::open(const OriginSession& session) {
  const bool same = session.name == session_.name;
  session_ = session;
  if (same) return;
  close();
  lastGlobal_ = -1;
  init_.reset();
  if (segments_.empty()) {
    discontinuitySequence_ = session.discontinuity;
    nextMsn_ = session.firstMsn;
  }
}

std::shared_ptr<const OriginInit> Ring::setInit(pipelines::Init init) {
  std::string uri = folder() + "i" + shortHash(*init.bytes) + ".mp4";
  if (init_ && init_->uri == uri) return init_;
  init_ = std::make_shared<const OriginInit>(OriginInit{std::move(init), std::move(uri)});
  return init_;
}

RingChange Ring::add(const pipelines::Part& part) {
  RingChange change;
  const int64_t msn = session_.firstMsn + part.segment;
  if (part.global <= lastGlobal_ || !init_ || ended_ || !part.bytes) return change;
  lastGlobal_ = part.global;
  const bool isOpen = !segments_.empty() && !segments_.back().closed;
  if (isOpen && (segments_.back().msn != msn ||
                 segments_.back().parts.size() != static_cast<size_t>(part.part))) {
    close();
    change.changed = true;
  }
  if (segments_.empty() || segments_.back().closed) {
    if (!begin(part, msn)) return change;
  }
  OriginSegment& segment = segments_.back();
  segment.parts.push_back({part.bytes, folder() + "p" + std::to_string(part.global) + ".m4s",
                           part.durationTicks, part.independent});
  segment.ticks += part.durationTicks;
  segment.bytes += static_cast<int64_t>(part.bytes->size());
  segment.lastGlobal = part.global;
  change.changed = true;
  if (part.last) close();
  trim(change);
  return change;
}

bool Ring::begin(const pipelines::Part& part, int64_t msn) {
  if (part.part != 0 || msn < nextMsn_) return false;
  if (!segments_.empty()) fillGap(msn);
  OriginSegment segment;
  segment.msn = msn;
  segment.uri = folder() + "s" + std::to_string(msn) + ".m4s";
  segment.init = init_;
  segment.unixMillis = part.unixMillis;
  // A worker's timestamps and identifiers are its own (hls.md §1.8).
  segment.discontinuity =
      !segments_.empty() && (lastSession_ != session_.name || segments_.back().init != init_);
  segments_.push_back(std::move(segment));
  lastSession_ = session_.name;
  nextMsn_ = msn + 1;
  return true;
}

/// A playlist counts its segments: numbers that never came are listed as lost, with the usual
/// length.
void Ring::fillGap(int64_t upTo) {
  const int64_t ticks = static_cast<int64_t>(pipelines::kSegmentTime.count()) * timescale() / 1000;
  const double listed = std::max(limits_.windowSeconds, limits_.rewindSeconds);
  const auto most = static_cast<int64_t>(listed * timescale()) / ticks + 1;
  if (upTo - nextMsn_ > most) nextMsn_ = upTo - most;
  for (; nextMsn_ < upTo; ++nextMsn_) {
    const OriginSegment& before = segments_.back();
    OriginSegment lost;
    lost.msn = nextMsn_;
    lost.uri = folder() + "s" + std::to_string(nextMsn_) + ".m4s";
    lost.init = before.init;
    lost.unixMillis = before.unixMillis + before.ticks * 1000 / timescale();
    lost.gap = true;
    lost.closed = true;
    lost.ticks = ticks;
    listedTicks_ += ticks;
    segments_.push_back(std::move(lost));
  }
}

void Ring::close() {
  if (segments_.empty() || segments_.back().closed) return;
  segments_.back().closed = true;
  listedTicks_ += segments_.back().ticks;
  listedBytes_ += segments_.back().bytes;
  measure();
}

// Every run of segments that ends with the newest; longer ones hold no more than 1.5 targets.
void Ring::measure() {
  constexpr int64_t kLongestRun = kTargetDuration * 3 / 2;
  int64_t bytes = 0;
  int64_t ticks = 0;
  for (size_t i = segments_.size(); i-- > 0 && !segments_[i].gap;) {
    bytes += segments_[i].bytes;
    ticks += segments_[i].ticks;
    if (i + 1 == segments_.size()) measuredBytes_ += bytes;
    if (i + 1 == segments_.size()) measuredTicks_ += ticks;
    if (ticks > kLongestRun * timescale()) break;
    if (2 * ticks >= int64_t{kTargetDuration} * timescale())
      peakRate_ = std::max(peakRate_, rate(bytes, ticks, timescale()));
  }
}

int64_t Ring::meanRate() const {
  return rate(measuredBytes_, measuredTicks_, timescale());
}

void Ring::end() {
  close();
  ended_ = true;
}

void Ring::markShelved(int64_t msn) {
  for (auto segment = segments_.rbegin(); segment != segments_.rend(); ++segment)
    if (segment->msn == msn) segment->shelved = true;
}

void Ring::restore(const OriginSession& session, std::shared_ptr<const OriginInit> init,
                   OriginSegment segment) {
  if (!segments_.empty()) {
    if (segment.msn < nextMsn_) return;
    fillGap(segment.msn);
  } else {
    discontinuitySequence_ = session.discontinuity;
    segment.discontinuity = false;
  }
  session_ = session;
  lastSession_ = session.name;
  lastGlobal_ = segment.lastGlobal;
  nextMsn_ = segment.msn + 1;
  init_ = std::move(init);
  segment.init = init_;
  listedTicks_ += segment.ticks;
  listedBytes_ += segment.bytes;
  segments_.push_back(std::move(segment));
  measure();
  onDisk_ = segments_.size();
  onDiskTicks_ = listedTicks_;
}

/// Whether the oldest segment must leave the list.
bool Ring::isFrontOverdue() const {
  const OriginSegment& front = segments_.front();
  if (!front.closed) return false;
  const double seconds = front.shelved ? std::max(limits_.rewindSeconds, limits_.windowSeconds)
                                       : limits_.windowSeconds;
  return listedTicks_ - front.ticks >= static_cast<int64_t>(seconds * timescale()) ||
         listedBytes_ > limits_.rewindBytes;
}

void Ring::retire() {
  OriginSegment& front = segments_.front();
  listedTicks_ -= front.ticks;
  listedBytes_ -= front.bytes;
  retiredTicks_ += front.ticks;
  if (onDisk_ > 0) {
    --onDisk_;
    onDiskTicks_ -= front.ticks;
  }
  // Its tag leaves the list with it (RFC 8216bis §6.2.2).
  if (front.discontinuity) ++discontinuitySequence_;
  retired_.push_back(std::move(front));
  segments_.pop_front();
}

/// Forgets the parts of what is older than the window and on disk.
void Ring::spill(RingChange& change) {
  const auto window = static_cast<int64_t>(limits_.windowSeconds * timescale());
  while (onDisk_ < segments_.size()) {
    OriginSegment& oldest = segments_[onDisk_];
    const int64_t held = listedTicks_ - onDiskTicks_;
    if (!oldest.closed || held - oldest.ticks < window) return;
    if (!oldest.shelved && !oldest.gap) {
      // A disk that does not keep up: what it has not taken in twice the time cannot be kept.
      if (held < 2 * window) return;
      while (segments_.front().msn < oldest.msn) retire();
      return retire();
    }
    for (const OriginPart& part : oldest.parts) change.forgotten.push_back(part.uri);
    if (!oldest.gap) change.spilled.push_back(oldest.uri);
    oldest.parts.clear();
    ++onDisk_;
    onDiskTicks_ += oldest.ticks;
  }
}

void Ring::trim(RingChange& change) {
  const auto grace = static_cast<int64_t>(limits_.graceSeconds * timescale());
  while (isFrontOverdue()) retire();
  if (limits_.rewindSeconds > 0) spill(change);
  while (!retired_.empty() && retiredTicks_ - retired_.front().ticks >= grace) {
    retiredTicks_ -= retired_.front().ticks;
    collectUris(retired_.front(), change.forgotten);
    const auto& next = retired_.size() > 1 ? retired_[1] : segments_.front();
    if (next.init != retired_.front().init) change.forgotten.push_back(retired_.front().init->uri);
    retired_.pop_front();
  }
}

int64_t Ring::newestDiscontinuity() const {
  int64_t number = discontinuitySequence_;
  for (const OriginSegment& segment : segments_) number += segment.discontinuity ? 1 : 0;
  return number;
}

int64_t Ring::lastComplete() const {
  if (segments_.empty()) return nextMsn_ - 1;
  return segments_.back().closed ? segments_.back().msn : segments_.back().msn - 1;
}

int Ring::openParts() const {
  if (segments_.empty() || segments_.back().closed) return 0;
  return static_cast<int>(segments_.back().parts.size());
}

std::string Ring::nextPartUri() const {
  return folder() + "p" + std::to_string(lastGlobal_ + 1) + ".m4s";
}

int64_t Ring::nextMsn() const {
  return nextMsn_;
}

}  // namespace gateway
