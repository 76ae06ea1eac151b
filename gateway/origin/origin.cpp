// SPDX-License-Identifier: Apache-2.0
// The registry of streams and the routes below /hls/.
#include "gateway/origin/origin.hpp"

#include <cstring>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/access_token.hpp"
#include "gateway/origin/playlist.hpp"

namespace gateway {

using base::http::Request;
using base::http::Responder;

namespace {

constexpr int64_t kMillisPerSecond = 1000;

/// Where a path below /hls/ points to.
struct Place {
  std::string token;  ///< With its '~'; "" for none.
  std::string slug;
  std::string name;  ///< Relative to the stream.
};

Place placeOf(std::string_view rest) {
  Place place;
  const auto take = [&rest] {
    const size_t slash = rest.find('/');
    const std::string_view first = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    return std::string(first);
  };
  if (rest.starts_with('~')) place.token = take();
  place.slug = take();
  place.name = std::string(rest);
  return place;
}

}  // namespace

// Without a folder nothing is listed but what memory holds.
Origin::Origin(RingLimits limits, std::string folder, std::string signingKey)
    : limits_(folder.empty() ? RingLimits{limits.windowSeconds, limits.graceSeconds} : limits),
      folder_(std::move(folder)),
      signingKey_(std::move(signingKey)) {}

std::vector<std::shared_ptr<LiveStream>> Origin::all() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<LiveStream>> all;
  for (const auto& [slug, stream] : streams_) all.push_back(stream);
  return all;
}

std::shared_ptr<LiveStream> Origin::find(std::string_view slug) const {
  const std::shared_lock lock(mutex_);
  const auto found = streams_.find(slug);
  return found == streams_.end() ? nullptr : found->second;
}

void Origin::addStream(const std::string& slug, const std::string& language) {
  if (find(slug)) return;
  std::optional<StreamDisk> disk;
  if (!folder_.empty()) disk = {std::make_shared<Shelf>(folder_ + "/" + slug), &disk_};
  auto stream = std::make_shared<LiveStream>(language, limits_, std::move(disk));
  stream->restore(base::unixMillis());
  const std::unique_lock lock(mutex_);
  streams_.try_emplace(slug, std::move(stream));
}

SessionStart Origin::openSession(const std::string& slug, const SessionClaim& claim,
                                 int64_t unixMillis) {
  addStream(slug);
  return find(slug)->open(claim, unixMillis);
}

void Origin::addInit(const std::string& slug, pipelines::Init init) {
  if (const auto stream = find(slug)) stream->setInit(std::move(init));
}

void Origin::addPart(const std::string& slug, const pipelines::Part& part) {
  if (const auto stream = find(slug)) stream->add(part);
}

void Origin::interrupt(const std::string& slug) {
  if (const auto stream = find(slug)) stream->interrupt();
}

void Origin::endStream(const std::string& slug, int64_t unixMillis) {
  if (const auto stream = find(slug)) stream->end(unixMillis);
}

void Origin::forgetEndedBefore(int64_t unixMillis) {
  for (const auto& stream : all()) stream->forgetEndedBefore(unixMillis);
}

void Origin::removeStream(const std::string& slug) {
  std::shared_ptr<LiveStream> removed;
  {
    const std::unique_lock lock(mutex_);
    const auto found = streams_.find(slug);
    if (found == streams_.end()) return;
    removed = std::move(found->second);
    streams_.erase(found);
  }
  removed->abandon();
}

void Origin::expire(base::Steady now) {
  for (const auto& stream : all()) stream->expire(now);
}

void Origin::handle(Request request, Responder responder) {
  if (request.method == "OPTIONS") return std::move(responder).send(preflight());
  if (request.method != "GET" && request.method != "HEAD")
    return std::move(responder).send(originFault(405, "only GET, HEAD and OPTIONS"));
  constexpr std::string_view kPrefix = "/hls/";
  std::string_view rest = request.path;
  if (rest.starts_with(kPrefix)) rest.remove_prefix(kPrefix.size());
  const Place place = placeOf(rest);
  const std::string& name = place.name;
  if (!signingKey_.empty()) {
    const auto access = base::judgeAccess(signingKey_, place.slug, place.token,
                                          base::unixMillis() / kMillisPerSecond);
    const bool isMedia = name.ends_with(".m4s") || name.ends_with(".mp4");
    if (access == base::Access::Refused || (access == base::Access::Expired && !isMedia))
      return std::move(responder).send(
          originFault(403, "this address is not, or no longer, signed"));
  }
  // What an edge asks before it serves from its cache.
  if (name == "access") return std::move(responder).send(accessGranted());
  const auto stream = find(place.slug);
  if (!stream) return std::move(responder).send(originFault(404, "there is no such stream"));
  if (name == "index.m3u8") return stream->multivariant(std::move(request), std::move(responder));
  constexpr std::string_view kList = ".m3u8";
  if (name == "vod.m3u8") return stream->vod("", std::move(request), std::move(responder));
  if (name.starts_with(kVodPrefix) && name.ends_with(kList)) {
    const std::string_view rendition = std::string_view(name).substr(std::strlen(kVodPrefix));
    return stream->vod(rendition.substr(0, rendition.size() - kList.size()), std::move(request),
                       std::move(responder));
  }
  if (name.ends_with(kList))
    return stream->playlist(std::string_view(name).substr(0, name.size() - kList.size()),
                            std::move(request), std::move(responder));
  stream->media(name, std::move(request), std::move(responder));
}

OriginCounters Origin::counters() const {
  const std::shared_lock lock(mutex_);
  OriginCounters sum;
  sum.streams = streams_.size();
  for (const auto& [slug, stream] : streams_) {
    sum.bytesHeld += stream->bytesHeld();
    sum.waiting += stream->waiting();
  }
  return sum;
}

}  // namespace gateway
