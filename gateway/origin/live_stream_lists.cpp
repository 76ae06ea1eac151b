// SPDX-License-Identifier: Apache-2.0
// When a stream's playlists are rendered, and for whom.
#include <algorithm>
#include <utility>

#include "gateway/origin/live_stream.hpp"
#include "gateway/origin/playlist.hpp"

namespace gateway {
namespace {

// Clients that hold on to a list must ask again: the same URL goes on when the stream starts anew.
constexpr std::string_view kPlaylistCache = "no-cache";
constexpr std::string_view kMultivariantCache = "public, max-age=2";
constexpr std::string_view kVodCache = "public, max-age=3600";
// Ten minutes. A list of two hours takes 2 ms to write and compress, three times a second in each
// rendition; its delta, which players ask for, 0.03 ms. So a long list is written when asked for.
constexpr size_t kLongList = 160;

}  // namespace

/// The multivariant playlist, once there are picture and sound.
void LiveStream::renderIndex() {
  if (!rings_[0].init() || !rings_[1].init()) return;
  auto rendered = std::make_shared<const RenderedPlaylist>(
      renderForms(renderMultivariant(rings_, language_),
                  session_.name + "-m" + std::to_string(++version_), kMultivariantCache));
  std::shared_ptr<const RenderedPlaylist> vod;
  if (rings_[0].isEnded())
    vod = std::make_shared<const RenderedPlaylist>(
        renderForms(renderMultivariant(rings_, language_, kVodPrefix),
                    session_.name + "-mv" + std::to_string(version_), kVodCache));
  const std::lock_guard lock(mutex_);
  multivariant_ = std::move(rendered);
  vod_ = std::move(vod);
}

/// Bytes first, then the list that names them, then those who wait (hls.md §1.11).
void LiveStream::publish(const Ring& ring, const RingChange& change) {
  const size_t index = *indexOf(ring.name());
  const std::string version = session_.name + "-" + std::to_string(++version_);
  auto full = isFullWanted(index) ? std::make_shared<const RenderedPlaylist>(renderForms(
                                        renderMedia(ring, rings_, false), version, kPlaylistCache))
                                  : nullptr;
  auto delta = std::make_shared<const RenderedPlaylist>(
      renderForms(renderMedia(ring, rings_, true), version + "-d", kPlaylistCache));
  auto vod = ring.isEnded() ? std::make_shared<const RenderedPlaylist>(
                                  renderForms(renderVod(ring), version + "-v", kVodCache))
                            : nullptr;
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    registerBlobs(ring);
    applyChange(change);
    Published& now = published_[index];
    const auto& segments = ring.segments();
    now.version = version;
    now.full = std::move(full);
    now.delta = std::move(delta);
    now.vod = std::move(vod);
    now.nextPart = ring.nextPartUri();
    now.isReady = !segments.empty() && segments.front().closed;
    now.edge = {ring.lastComplete(), 0, ring.openParts(), ring.isEnded()};
    for (const OriginSegment& segment : segments)
      if (segment.msn == now.edge.lastComplete)
        now.edge.lastParts = static_cast<int>(segment.parts.size());
    interrupted_ = false;
    wake(now, answers);
    wakeStart(answers);
  }
  send(std::move(answers));
}

/// Whether a version's full list is rendered at once.
bool LiveStream::isFullWanted(size_t index) {
  const Ring& ring = rings_[index];
  if (ring.isEnded() || ring.segments().size() < kLongList) return true;
  const std::lock_guard lock(mutex_);
  const auto& waiters = published_[index].forPlaylist;
  return std::any_of(waiters.begin(), waiters.end(),
                     [](const Waiter& waiter) { return !waiter.directives.skip; });
}

/// The full list of the newest version, if nobody has asked for it before. @thread front door
void LiveStream::renderFull(std::string_view name) {
  const auto isThere = [&] {
    const std::lock_guard lock(mutex_);
    const auto index = indexOf(name);
    return !index || !published_[*index].isReady || published_[*index].full;
  };
  if (isThere()) return;
  const std::lock_guard writing(writing_);
  if (isThere()) return;
  const size_t index = *indexOf(name);
  auto full = std::make_shared<const RenderedPlaylist>(renderForms(
      renderMedia(rings_[index], rings_, false), published_[index].version, kPlaylistCache));
  const std::lock_guard lock(mutex_);
  published_[index].full = std::move(full);
}

}  // namespace gateway
