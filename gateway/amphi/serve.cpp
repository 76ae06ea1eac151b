// SPDX-License-Identifier: Apache-2.0
// The one place that sees everything.
#include "gateway/amphi/serve.hpp"

#include <memory>
#include <optional>

#include "base/http/server.hpp"
#include "base/log.hpp"
#include "control/api.hpp"
#include "control/keeper_thread.hpp"
#include "control/pages.hpp"
#include "control/store/embedded_cluster.hpp"
#include "control/store/migrations.hpp"
#include "gateway/amphi/signals.hpp"

namespace gateway {
namespace {

using base::Config;
using base::Error;
using base::Fault;
using base::Result;

struct NullPort : control::StreamPort {
  void show(const control::StreamCard&) override {}
  void tell(const std::string&, const base::StreamStatus&) override {}
  void remove(const std::string&) override {}
  Result<void> start(const control::StreamOrder&) override { return {}; }
  void stop(const std::string&, const std::string&) override {}
};

std::string publicUrlOf(const Config::Server& server, int port) {
  if (!server.publicUrl.empty()) return server.publicUrl;
  const bool isAny = server.host == "0.0.0.0" || server.host == "::";
  std::string host = isAny ? "localhost" : server.host;
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (server.certificate.empty() ? "http://" : "https://") + host + ":" + std::to_string(port);
}

Result<void> bringUpToDate(const base::postgres::ConnectionOptions& options) {
  auto connection = base::postgres::Connection::open(options);
  if (!connection) return std::move(connection).error().in("check [database] url");
  auto applied = control::migrate(*connection);
  if (!applied) return std::move(applied).error();
  return {};
}

}  // namespace

Result<void> serve(const Config& config, bool) {
  const EndSignals signals;
  std::optional<control::EmbeddedCluster> cluster;
  base::postgres::ConnectionOptions database{.url = config.database.url,
                                             .applicationName = "amphi-serve"};
  if (database.url.empty()) {
    auto started = control::EmbeddedCluster::start(config.server.dataDir);
    if (!started) return std::move(started).error();
    cluster.emplace(std::move(*started));
    database.url = cluster->url();
  }
  if (auto fresh = bringUpToDate(database); !fresh) return std::move(fresh).error();
  auto pages = control::Pages::open(config.server.webDir);
  if (!pages) base::log::failure("serve", "no pages", pages.error());

  control::StatusBoard board;
  NullPort port;
  control::Desk keeperDesk(database);
  std::optional<control::BbbApi> bbb;
  if (!config.bbb.url.empty())
    bbb.emplace(control::BbbServer{config.bbb.url, config.bbb.secret, config.bbb.checksum,
                                   config.bbb.caFile});
  control::KeeperPorts ports{
      .load = [&]() -> Result<std::vector<control::StreamRow>> {
        auto connection = keeperDesk.database();
        if (!connection) return std::move(connection).error();
        return control::streams_table::all(**connection);
      },
      .save = [&](const std::string& slug, const base::StreamStatus& status,
                  bool isOver) -> Result<void> {
        auto connection = keeperDesk.database();
        if (!connection) return std::move(connection).error();
        return control::streams_table::setStatus(**connection, slug, status, isOver);
      },
      .streams = port,
      .board = board,
      .bbb = std::move(bbb),
      .botName = config.stream.botName};
  control::Pool pool({.database = database});
  control::KeeperThread keeper(std::move(ports));
  control::Api api({.board = board,
                    .token = config.api.token,
                    .publicUrl = publicUrlOf(config.server, config.server.port),
                    .language = config.stream.language,
                    .hasBbb = !config.bbb.url.empty(),
                    .changed = [&] { keeper.changed(); },
                    .startAsked = [&](const std::string& slug) { keeper.startAsked(slug); },
                    .metrics = [] { return std::string(); },
                    .notReady = [] { return std::vector<std::string>(); }},
                   pool);
  base::http::Routes routes;
  routes.onRequest = [&](base::http::Request request, base::http::Responder responder) {
    if (control::Api::serves(request.path))
      api.handle(std::move(request), std::move(responder));
    else
      std::move(responder).send((pages ? *pages : control::Pages::absent()).serve(request));
  };
  auto server = base::http::Server::start({.host = config.server.host,
                                           .port = config.server.port,
                                           .threads = config.server.threads,
                                           .certificateFile = config.server.certificate,
                                           .keyFile = config.server.key},
                                          std::move(routes));
  if (!server) return std::move(server).error();
  base::log::info("serve", "serving", {{"host", config.server.host}, {"port", (*server)->port()}});
  signals.wait();
  return {};
}

}  // namespace gateway
