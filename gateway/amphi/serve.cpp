// SPDX-License-Identifier: Apache-2.0
// The one place that sees everything.
#include "gateway/amphi/serve.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "base/access_token.hpp"
#include "base/clock.hpp"
#include "base/http/server.hpp"
#include "base/log.hpp"
#include "base/process.hpp"
#include "control/api.hpp"
#include "control/chat_archive.hpp"
#include "control/keeper_thread.hpp"
#include "control/pages.hpp"
#include "control/store/chat_table.hpp"
#include "control/store/embedded_cluster.hpp"
#include "control/store/migrations.hpp"
#include "gateway/amphi/data_folder.hpp"
#include "gateway/amphi/figures.hpp"
#include "gateway/amphi/live_side.hpp"
#include "gateway/amphi/recording_shelf.hpp"
#include "gateway/amphi/signals.hpp"

namespace gateway {
namespace {

using base::Config;
using base::Result;
using base::StreamStatus;
using base::http::Request;
using base::http::Responder;

constexpr int kGreetingLines = 100;       // of chat, for a page that comes in
constexpr std::chrono::seconds kLook{1};  // at the private database
constexpr base::Millis kStopWorkersLimit{15000};

std::string publicUrlOf(const Config::Server& server, int port) {
  if (!server.publicUrl.empty()) return server.publicUrl;
  const bool isAny = server.host == "0.0.0.0" || server.host == "::";
  std::string host = isAny ? "localhost" : server.host;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (server.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

std::string hlsPathOf(const Config::Hls& hls, const std::string& slug) {
  if (hls.signingKey.empty()) return "/hls/" + slug;
  constexpr int64_t kMillisPerSecond = 1000;
  // The same address for everybody who asks within `accessFor`: nobody's player starts anew.
  const int64_t slot = hls.accessFor.count();
  const int64_t expires = (base::unixMillis() / kMillisPerSecond / slot + 2) * slot;
  return "/hls/" + base::accessToken(hls.signingKey, slug, expires) + "/" + slug;
}

Result<void> bringUpToDate(const base::postgres::ConnectionOptions& options) {
  auto connection = base::postgres::Connection::open(options);
  if (!connection) return std::move(connection).error().in("check [database] url");
  auto applied = control::migrate(*connection);
  if (!applied) return std::move(applied).error();
  return {};
}

std::optional<control::BbbApi> bbbOf(const Config::Bbb& bbb) {
  if (bbb.url.empty()) return std::nullopt;
  return control::BbbApi({bbb.url, bbb.secret, bbb.checksum, bbb.caFile});
}

/// A process of its own: what breaks in it breaks no stream.
bool join(const std::filesystem::path& recording) {
  constexpr base::Millis kJoinWithin{30 * 60 * 1000};
  const auto done = base::runProcess(
      {.argv = {"/proc/self/exe", "join", recording.string()}, .newSession = true}, kJoinWithin);
  return done && done->exit.isSuccess();
}

control::StoredLine toStored(const std::string& slug, const ChatLine& line) {
  return {slug,      line.id,  line.name, line.role, line.isFromPage ? "page" : "bbb",
          line.text, line.atMs};
}

ChatLine fromStored(const control::StoredLine& line) {
  return {line.id, line.name, line.role, line.text, line.atMs, line.origin == "page"};
}

/// The parts of a running server. Members are destroyed last to first, and that is the order to end
/// in: the door, then those who work, then what they work with.
class Serving {
 public:
  Serving(const Config& config, const base::postgres::ConnectionOptions& database,
          control::Pages pages)
      : config_(config),
        pages_(std::move(pages)),
        keeperDesk_(database),
        archive_({.database = database}),
        shelf_(recordingsIn(config.server.dataDir), join),
        live_(config, liveEvents()),
        keeper_(keeperPorts()),
        pool_({.database = database}),
        api_(apiContext(), pool_) {}

  Result<void> open(const std::string& socketPath) {
    if (auto opened = live_.open(socketPath); !opened) return std::move(opened).error();
    base::http::Routes routes;
    routes.onRequest = [this](Request request, Responder responder) {
      onRequest(std::move(request), std::move(responder));
    };
    routes.onUpgrade = [this](const Request& request, std::shared_ptr<base::http::Peer> peer) {
      return live_.hub().onUpgrade(request, std::move(peer));
    };
    auto door = base::http::Server::start({.host = config_.server.host,
                                           .port = config_.server.port,
                                           .threads = config_.server.threads,
                                           .certificateFile = config_.server.certificate,
                                           .keyFile = config_.server.key},
                                          std::move(routes));
    if (!door) return std::move(door).error();
    door_ = std::move(*door);
    port_ = door_->port();
    doorForFigures_ = door_.get();
    keeper_.start();
    return {};
  }

  int port() const { return port_; }
  void stopWorkers() { live_.stopWorkers(kStopWorkersLimit); }

 private:
  void onRequest(Request request, Responder responder) {
    const std::string_view path = request.path;
    if (path.starts_with("/hls/"))
      live_.origin().handle(std::move(request), std::move(responder));
    else if (control::Api::serves(path))
      api_.handle(std::move(request), std::move(responder));
    else
      std::move(responder).send(pages_.serve(request));
  }

  LiveSideEvents liveEvents() {
    return {.workerSaid = [this](const std::string& slug,
                                 const StreamStatus& status) { keeper_.workerSaid(slug, status); },
            .workerFound = [this](const std::string& slug) { keeper_.workerFound(slug); },
            .store = [this](const std::string& slug,
                            const ChatLine& line) { archive_.add(toStored(slug, line)); },
            .history = [this](const std::string& slug) { return history(slug); }};
  }

  // On the keeper's thread, as all that uses its desk.
  std::vector<ChatLine> history(const std::string& slug) {
    std::vector<ChatLine> lines;
    auto database = keeperDesk_.database();
    if (!database) return lines;
    auto stored = control::chat_table::recent(**database, slug, kGreetingLines);
    if (!stored) return lines;
    for (const auto& line : *stored) lines.push_back(fromStored(line));
    return lines;
  }

  control::KeeperPorts keeperPorts() {
    return {.load = [this]() -> Result<std::vector<control::StreamRow>> {
              auto database = keeperDesk_.database();
              if (!database) return std::move(database).error();
              return control::streams_table::all(**database);
            },
            .save = [this](const std::string& slug, const StreamStatus& status,
                           bool isOver) -> Result<void> {
              auto database = keeperDesk_.database();
              if (!database) return std::move(database).error();
              return control::streams_table::setStatus(**database, slug, status, isOver);
            },
            .streams = live_,
            .board = board_,
            .bbb = bbbOf(config_.bbb),
            .botName = config_.stream.botName};
  }

  control::ApiContext apiContext() {
    return {.board = board_,
            .token = config_.api.token,
            .publicUrl = [this] { return publicUrlOf(config_.server, port_); },
            .hlsPath = [this](const std::string& slug) { return hlsPathOf(config_.hls, slug); },
            .language = config_.stream.language,
            .look = {.layout = config_.stream.layout,
                     .hasTitle = config_.stream.showTitle,
                     .hasLogo = !config_.stream.logo.empty()},
            .hasBbb = !config_.bbb.url.empty(),
            .records = config_.recording.streams == "all",
            .changed = [this] { keeper_.changed(); },
            .startAsked = [this](const std::string& slug) { keeper_.startAsked(slug); },
            .outputs = [this](const std::string& slug) { return live_.outputs(slug); },
            .movies = [this](const std::string& slug) { return movies(slug); },
            .metrics = [this] { return figures(); },
            .notReady = [] { return std::vector<std::string>(); }};
  }

  std::vector<control::RecordedMovie> movies(const std::string& slug) const {
    std::vector<control::RecordedMovie> out;
    for (const auto& movie : shelf_.movies(slug)) out.push_back({movie.id, movie.bytes});
    return out;
  }

  std::string figures() {
    const auto* door = doorForFigures_.load();
    return figuresText({door == nullptr ? base::http::ServerCounters{} : door->counters(),
                        pool_.counters(), archive_.counters(), board_, live_.origin().counters(),
                        live_.hub().counters(), live_.supervisor()});
  }

  const Config& config_;
  const control::Pages pages_;
  std::atomic<int> port_{0};
  std::atomic<const base::http::Server*> doorForFigures_{nullptr};
  control::StatusBoard board_;
  control::Desk keeperDesk_;
  control::ChatArchive archive_;
  RecordingShelf shelf_;
  LiveSide live_;
  control::KeeperThread keeper_;
  control::Pool pool_;
  control::Api api_;
  std::unique_ptr<base::http::Server> door_;
};

/// A private database that died is started again; its address stays, so everyone finds it.
void keepRunning(std::optional<control::EmbeddedCluster>& cluster, const std::string& folder) {
  if (!cluster || !cluster->hasEnded()) return;
  base::log::warn("serve", "the private database died; starting it again");
  auto again = control::EmbeddedCluster::start(folder);
  if (again)
    cluster.emplace(std::move(*again));
  else
    base::log::failure("serve", "the private database does not start", again.error());
}

control::Pages openPages(const std::string& folder) {
  auto pages = control::Pages::open(folder);
  if (pages) return std::move(*pages);
  base::log::failure("serve", "no pages for listeners", pages.error());
  return control::Pages::absent();
}

}  // namespace

Result<void> serve(const Config& config, bool stopWorkersOnExit) {
  const EndSignals signals;
  auto folder = DataFolder::open(config.server.dataDir);
  if (!folder) return std::move(folder).error();
  std::optional<control::EmbeddedCluster> cluster;
  base::postgres::ConnectionOptions database{.url = config.database.url,
                                             .applicationName = "amphi-serve"};
  if (database.url.empty()) {
    auto started = control::EmbeddedCluster::start(folder->path());
    if (!started) return std::move(started).error();
    cluster.emplace(std::move(*started));
    database.url = cluster->url();
  }
  if (auto fresh = bringUpToDate(database); !fresh) return std::move(fresh).error();
  Serving serving(config, database, openPages(config.server.webDir));
  if (auto opened = serving.open(folder->socketPath()); !opened) return std::move(opened).error();
  base::log::info(
      "serve", "serving",
      {{"address", publicUrlOf(config.server, serving.port())}, {"port", serving.port()}});
  std::optional<int> signal;
  while (!(signal = signals.wait(kLook))) keepRunning(cluster, folder->path());
  base::log::info("serve", "ending", {{"signal", *signal}});
  if (stopWorkersOnExit) serving.stopWorkers();
  return {};
}

}  // namespace gateway
