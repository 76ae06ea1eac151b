// SPDX-License-Identifier: Apache-2.0
// One stream of the origin: its rings, what listeners see of them, and who waits for more.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/http/server.hpp"
#include "gateway/origin/delivery.hpp"
#include "gateway/origin/disk_thread.hpp"
#include "gateway/origin/reload.hpp"
#include "gateway/origin/ring.hpp"
#include "gateway/origin/shelf.hpp"

namespace gateway {

/// Answer to a worker that opens its session: what it goes on with.
struct SessionStart {
  int64_t firstMsn = 0;
  int64_t discontinuity = 0;
  std::map<std::string, int64_t> have;  ///< Last `global` of this session, by rendition.
};

/// What a worker knows of its session: nothing the first time.
struct SessionClaim {
  std::string session;
  std::optional<int64_t> firstMsn;
  std::optional<int64_t> discontinuity;
};

/// The folder of one stream, and the thread that reads and writes there.
struct StreamDisk {
  std::shared_ptr<Shelf> shelf;
  DiskThread* thread = nullptr;  ///< Outlives every use of the stream.
};

/// Two locks. `writing_` guards the rings: publishers only, held while playlists are rendered.
/// `mutex_` guards what requests read and the waiters: held for a look-up. Taken in this order;
/// nobody
/// is answered under `mutex_`.
class LiveStream : public std::enable_shared_from_this<LiveStream> {
 public:
  /// @param disk  Where segments older than the window are kept; nothing: nowhere.
  LiveStream(std::string language, RingLimits limits, std::optional<StreamDisk> disk = {});
  /// Lists again what an earlier server left on disk. Once, before anything else.
  void restore(int64_t unixMillis);

  // Publishers. @thread any, one at a time per stream
  SessionStart open(const SessionClaim& claim, int64_t unixMillis);
  void setInit(pipelines::Init init);
  void add(const pipelines::Part& part);
  void end(int64_t unixMillis);
  /// The lecture is over since `before`: its window goes, on disk too, and requests get 404.
  void forgetEndedBefore(int64_t before);
  /// The worker is gone: those who wait get 503 at once, until a part comes again.
  void interrupt();
  /// Nobody finds this stream any more: who waits gets 404.
  void abandon();
  /// Answers 503 to those who waited too long.
  void expire(base::Steady now);

  // Requests. @thread front door
  void multivariant(base::http::Request request, base::http::Responder responder);
  /// The same lecture as EXT-X-PLAYLIST-TYPE:VOD, from the moment it is over; before: 404.
  /// @param name  Of a rendition, or "" for the multivariant playlist.
  void vod(std::string_view name, base::http::Request request, base::http::Responder responder);
  /// @param name  Of a rendition; unknown: 404.
  void playlist(std::string_view name, base::http::Request request,
                base::http::Responder responder);
  /// @param uri  Relative to the playlist.
  void media(const std::string& uri, base::http::Request request, base::http::Responder responder);

  size_t waiting() const;
  uint64_t bytesHeld() const;

 private:
  struct Waiter {
    base::http::Request request;
    base::http::Responder responder;
    base::Steady since;
    Directives directives;  ///< Of a playlist.
    std::string uri;        ///< Of a hinted part.
  };
  struct Answer {
    base::http::Responder responder;
    base::http::Response response;
  };
  /// What requests see of one rendition.
  struct Published {
    bool isReady = false;  ///< Has a segment a player can start with.
    Edge edge;
    std::string version;
    std::shared_ptr<const RenderedPlaylist> full,
        delta;                                    ///< A long `full` is there when asked for.
    std::shared_ptr<const RenderedPlaylist> vod;  ///< Of a lecture that is over.
    std::string nextPart;
    std::vector<Waiter> forPlaylist, forPart;
  };

  std::optional<size_t> indexOf(std::string_view name) const;
  size_t join(const pipelines::Rendition& rendition);
  int64_t nextMsn() const;
  void startAnew(const OriginSession& session);
  void publish(const Ring& ring, const RingChange& change);
  void applyChange(const RingChange& change);
  void shelve(const ShelfNote& note, std::vector<base::http::Body> bytes = {});
  void shelveClosed(size_t index);
  void onShelved(const std::string& rendition, int64_t msn);
  void unshelve(const std::string& uri);
  void sendFromDisk(const std::string& uri, Blob blob, base::http::Request request,
                    base::http::Responder responder);
  void restore(const ShelfNote& note);
  void empty();
  void renderIndex();
  bool isFullWanted(size_t index);
  void renderFull(std::string_view name);
  void registerBlobs(const Ring& ring);
  void forget(const std::string& uri);
  void wake(Published& published, std::vector<Answer>& answers);
  bool isStartable() const;
  void wakeStart(std::vector<Answer>& answers);
  std::optional<base::http::Response> ready(const Published& published, const Waiter& waiter) const;
  void releaseAll(int status, const char* text);
  static void send(std::vector<Answer> answers);

  const std::string language_;
  const RingLimits limits_;
  const std::optional<StreamDisk> disk_;

  std::mutex writing_;
  Rings rings_;  ///< Grows under both locks; the picture and the sound are there from the start.
  OriginSession session_;
  int64_t version_ = 0;                          ///< Of playlists; makes entity tags unique.
  int64_t endedAt_ = 0;                          ///< Unix ms; 0: it goes on.
  std::map<std::string, int64_t> nextToShelve_;  ///< MSN, by rendition.
  std::map<std::string, std::shared_ptr<const OriginInit>> inits_;  ///< Of restored segments.

  mutable std::mutex mutex_;
  std::deque<Published> published_;  ///< In the order of rings_.
  std::shared_ptr<const RenderedPlaylist> multivariant_, vod_;
  std::vector<Waiter> forStart_;  ///< For the multivariant playlist of a stream that just begins.
  std::unordered_map<std::string, Blob> blobs_;
  uint64_t bytesHeld_ = 0;
  bool interrupted_ = false;
  bool isForgotten_ = false;  ///< Over, and its window gone.
};

}  // namespace gateway
