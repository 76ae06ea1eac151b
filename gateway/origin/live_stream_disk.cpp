// SPDX-License-Identifier: Apache-2.0
// What a stream keeps on disk: written as segments close, listed again by the next server, gone
// with the lecture's window.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "gateway/origin/live_stream.hpp"
#include "gateway/origin/playlist.hpp"

namespace gateway {
namespace {

using base::http::Request;
using base::http::Responder;

/// A lecture whose server and worker both died is over when nothing came for so long.
constexpr int64_t kLostAfterMillis = 600'000;

}  // namespace

void LiveStream::shelve(const ShelfNote& note, std::vector<base::http::Body> bytes) {
  if (!disk_) return;
  disk_->thread->post([shelf = disk_->shelf, note, held = std::move(bytes)] {
    if (auto put = shelf->put(note, held); !put) base::log::failure("origin", "disk", put.error());
  });
}

/// What closed since the last time, and is still in memory.
void LiveStream::shelveClosed(size_t index) {
  if (!disk_) return;
  const Ring& ring = rings_[index];
  int64_t& next = nextToShelve_[ring.name()];
  const auto& segments = ring.segments();
  auto segment = std::find_if(segments.rbegin(), segments.rend(), [&](const OriginSegment& one) {
                   return one.msn < next;
                 }).base();
  for (; segment != segments.end() && segment->closed; ++segment) {
    next = segment->msn + 1;
    ShelvedSegment note{ring.rendition(), *segment, segment->init->uri};
    std::vector<base::http::Body> bytes;
    for (const OriginPart& part : segment->parts) bytes.push_back(part.bytes);
    note.segment.parts.clear();
    note.segment.init.reset();
    const bool posted = disk_->thread->post([shelf = disk_->shelf, note = std::move(note),
                                             held = std::move(bytes), self = weak_from_this()] {
      if (auto put = shelf->put(note, held); !put)
        return base::log::failure("origin", "segment not kept", put.error());
      if (const auto stream = self.lock()) stream->onShelved(note.rendition.name, note.segment.msn);
    });
    if (!posted) base::log::warn("origin", "the disk does not keep up", {});
  }
}

void LiveStream::applyChange(const RingChange& change) {
  for (const std::string& uri : change.forgotten) forget(uri);
  for (const std::string& uri : change.spilled) {
    Blob& blob = blobs_[uri];
    blob.chunks.clear();
    blob.isOnDisk = true;
  }
}

void LiveStream::onShelved(const std::string& rendition, int64_t msn) {
  const std::lock_guard writing(writing_);
  if (const auto index = indexOf(rendition)) rings_[*index].markShelved(msn);
}

void LiveStream::unshelve(const std::string& uri) {
  if (disk_) disk_->thread->post([shelf = disk_->shelf, uri] { shelf->remove(uri); });
}

void LiveStream::sendFromDisk(const std::string& uri, Blob blob, Request request,
                              Responder responder) {
  auto held = std::make_shared<Responder>(std::move(responder));
  const bool posted = disk_->thread->post([shelf = disk_->shelf, uri, blob = std::move(blob),
                                           range = std::string(request.header("range")), held] {
    auto bytes = shelf->read(uri);
    if (!bytes) return std::move(*held).send(originFault(404, "this segment is gone"));
    Blob whole = blob;
    whole.chunks = {base::http::body(std::move(*bytes))};
    std::move(*held).send(mediaResponse(whole, range));
  });
  if (!posted) std::move(*held).send(originFault(503, "the disk does not keep up"));
}

void LiveStream::restore(int64_t unixMillis) {
  if (!disk_) return;
  const std::lock_guard writing(writing_);
  for (const ShelfNote& note : disk_->shelf->load()) restore(note);
  const bool isEmpty = std::all_of(rings_.begin(), rings_.end(),
                                   [](const Ring& ring) { return ring.segments().empty(); });
  if (isEmpty) return;
  for (Ring& ring : rings_) ring.open(session_);
  const int64_t newest = rings_[0].segments().empty() ? 0 : rings_[0].segments().back().unixMillis;
  if (endedAt_ == 0 && newest + kLostAfterMillis < unixMillis) endedAt_ = newest;
  if (endedAt_ != 0)
    for (Ring& ring : rings_) ring.end();
  renderIndex();
  for (const Ring& ring : rings_) publish(ring, {});
  const std::lock_guard lock(mutex_);
  interrupted_ = endedAt_ == 0;
}

void LiveStream::restore(const ShelfNote& note) {
  if (const auto* session = std::get_if<OriginSession>(&note)) session_ = *session;
  if (const auto* end = std::get_if<ShelvedEnd>(&note)) endedAt_ = end->unixMillis;
  if (const auto* shelved = std::get_if<ShelvedInit>(&note)) {
    inits_[shelved->uri] =
        std::make_shared<const OriginInit>(OriginInit{shelved->init, shelved->uri});
    const std::lock_guard lock(mutex_);
    const bool isAudio = shelved->init.rendition.medium == pipelines::Medium::Sound;
    if (blobs_.try_emplace(shelved->uri, Blob{{shelved->init.bytes}, isAudio, false}).second)
      bytesHeld_ += shelved->init.bytes->size();
  }
  const auto* shelved = std::get_if<ShelvedSegment>(&note);
  const auto init = shelved == nullptr ? inits_.end() : inits_.find(shelved->initUri);
  if (init == inits_.end()) return;
  Ring& ring = rings_[join(shelved->rendition)];
  ring.restore(session_, init->second, shelved->segment);
  nextToShelve_[ring.name()] = shelved->segment.msn + 1;
  if (shelved->segment.gap) return;
  const std::lock_guard lock(mutex_);
  blobs_.try_emplace(shelved->segment.uri, Blob{{}, ring.isSound(), true, true});
}

/// Nothing is left to be asked for. Under both locks.
void LiveStream::empty() {
  blobs_.clear();
  bytesHeld_ = 0;
  inits_.clear();
  multivariant_.reset();
  vod_.reset();
  published_.resize(rings_.size());
  for (Published& published : published_) {
    published.full = published.delta = published.vod = nullptr;
    published.isReady = false;
    published.edge = {};
  }
  if (disk_) disk_->thread->post([shelf = disk_->shelf] { shelf->clear(); });
}

void LiveStream::forgetEndedBefore(int64_t before) {
  const std::lock_guard writing(writing_);
  if (endedAt_ == 0 || endedAt_ >= before) return;
  const std::lock_guard lock(mutex_);
  if (isForgotten_) return;
  empty();
  isForgotten_ = true;
}

void LiveStream::vod(std::string_view name, Request request, Responder responder) {
  std::unique_lock lock(mutex_);
  const auto index = indexOf(name);
  const auto rendered = name.empty() ? vod_ : index ? published_[*index].vod : nullptr;
  lock.unlock();
  if (!rendered)
    return std::move(responder).send(originFault(404, "the lecture is not over, or not here"));
  std::move(responder).send(playlistResponse(*rendered, request, false));
}

}  // namespace gateway
