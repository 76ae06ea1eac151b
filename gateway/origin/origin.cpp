// SPDX-License-Identifier: Apache-2.0
// The registry of streams and the routes below /hls/.
#include "gateway/origin/origin.hpp"

#include <mutex>
#include <utility>
#include <vector>

namespace gateway {

using base::http::Request;
using base::http::Responder;

Origin::Origin(RingLimits limits) : limits_(limits) {}

std::shared_ptr<LiveStream> Origin::find(std::string_view slug) const {
  const std::shared_lock lock(mutex_);
  const auto found = streams_.find(slug);
  return found == streams_.end() ? nullptr : found->second;
}

void Origin::addStream(const std::string& slug, const std::string& language) {
  const std::unique_lock lock(mutex_);
  auto& stream = streams_[slug];
  if (!stream) stream = std::make_shared<LiveStream>(language, limits_);
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

void Origin::endStream(const std::string& slug) {
  if (const auto stream = find(slug)) stream->end();
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
  std::vector<std::shared_ptr<LiveStream>> all;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [slug, stream] : streams_) all.push_back(stream);
  }
  for (const auto& stream : all) stream->expire(now);
}

void Origin::handle(Request request, Responder responder) {
  if (request.method == "OPTIONS") return std::move(responder).send(preflight());
  if (request.method != "GET" && request.method != "HEAD")
    return std::move(responder).send(originFault(405, "only GET, HEAD and OPTIONS"));
  constexpr std::string_view kPrefix = "/hls/";
  std::string_view rest = request.path;
  if (rest.starts_with(kPrefix)) rest.remove_prefix(kPrefix.size());
  const size_t slash = rest.find('/');
  const auto stream = slash == std::string_view::npos ? nullptr : find(rest.substr(0, slash));
  if (!stream) return std::move(responder).send(originFault(404, "there is no such stream"));
  const std::string name(rest.substr(slash + 1));
  if (name == "index.m3u8") return stream->multivariant(std::move(request), std::move(responder));
  constexpr std::string_view kList = ".m3u8";
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
