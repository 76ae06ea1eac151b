// SPDX-License-Identifier: Apache-2.0
// The HLS origin: everything under /hls/<slug>/, fed by the workers' parts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/http/server.hpp"
#include "gateway/origin/live_stream.hpp"

namespace gateway {

/// What the origin holds, for /metrics.
struct OriginCounters {
  uint64_t streams = 0, bytesHeld = 0, waiting = 0;
};

/// All streams. Its lock guards the registry only; each stream has its own (see LiveStream).
class Origin {
 public:
  /// @param folder  For what is older than memory holds; "": nothing is kept on disk.
  /// @param signingKey  Of access tokens; "": streams are open to all.
  explicit Origin(RingLimits limits = {}, std::string folder = "", std::string signingKey = "");

  /// Makes the stream known; requests for it wait for its beginning. Again: nothing changes.
  /// @param language  Of the sound, BCP 47. @thread any
  void addStream(const std::string& slug, const std::string& language = "und");
  /// Answer to a worker's `hello`; then its inits and parts belong to this session. Adds the
  /// stream.
  SessionStart openSession(const std::string& slug, const SessionClaim& claim, int64_t unixMillis);
  /// In the order the worker sent them, one caller per stream at a time. Unknown slug: ignored.
  void addInit(const std::string& slug, pipelines::Init init);
  void addPart(const std::string& slug, const pipelines::Part& part);
  /// The worker was lost; another may follow. Whoever waits gets 503.
  void interrupt(const std::string& slug);
  /// EXT-X-ENDLIST in every rendition; the lecture stays to be seen until forgetEndedBefore() or
  /// removeStream().
  void endStream(const std::string& slug, int64_t unixMillis);
  void removeStream(const std::string& slug);
  /// Streams over since before that date are 404 from now on, and gone from the disk.
  void forgetEndedBefore(int64_t unixMillis);
  /// Waits until all that is to be on disk is there. @thread any
  void settle() { disk_.drain(); }

  /// Ends waits of more than eight seconds with 503. Call at least twice a second. @thread any
  void expire(base::Steady now);

  /// Answers any request whose path starts with "/hls/". @thread front door
  /// With a signing key: "/hls/~<token>/<slug>/…" (base/access_token.hpp), else 403. A token that
  /// expired still gets media, which whoever listed them was promised, but no playlist.
  void handle(base::http::Request request, base::http::Responder responder);

  OriginCounters counters() const;

 private:
  std::vector<std::shared_ptr<LiveStream>> all() const;
  std::shared_ptr<LiveStream> find(std::string_view slug) const;

  const RingLimits limits_;
  const std::string folder_;
  const std::string signingKey_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::shared_ptr<LiveStream>, std::less<>> streams_;
  DiskThread disk_;  // Last: what it still does needs the streams.
};

}  // namespace gateway
