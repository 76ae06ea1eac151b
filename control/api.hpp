// SPDX-License-Identifier: Apache-2.0
// The REST API: what a handler is given, and the way from a request to the right handler.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http/server.hpp"
#include "base/stream_look.hpp"
#include "control/desk.hpp"
#include "control/pool.hpp"
#include "control/status_board.hpp"
#include "control/stream_port.hpp"

namespace control {

/// What all handlers share. The functions may be called on any thread of the pool.
struct ApiContext {
  StatusBoard& board;  ///< Outlives the API.
  std::string token;   ///< A secret. Empty: only this machine may write.
  std::function<std::string()>
      publicUrl;  ///< Addresses in answers begin with it; no slash at its end.
  /// Folder of a stream's playlists, signed where that is asked for: "/hls/demo".
  std::function<std::string(const std::string& slug)> hlsPath;
  std::string language = "fr";  ///< Of streams that name none.
  base::StreamLook look;        ///< Of streams that ask for none.
  bool hasBbb = false;
  bool records = false;           ///< Streams that do not say whether they are recorded.
  std::function<void()> changed;  ///< Rows changed: tell the keeper.
  std::function<void(const std::string& slug)> startAsked;  ///< Try that stream at once.
  /// How the outputs of a stream go; may be missing.
  std::function<StreamOutputs(const std::string& slug)> outputs;
  /// Finished recordings of a stream, the oldest first; may be missing.
  std::function<std::vector<RecordedMovie>(const std::string& slug)> movies;
  std::function<std::string()> metrics;  ///< Prometheus text.
  /// Why the server is not ready, besides the database; empty when it is.
  std::function<std::vector<std::string>()> notReady;
};

/// One request as a handler sees it.
struct Call {
  const base::http::Request& request;
  std::string slug;  ///< Of the path, for routes that have one.
  Desk& desk;
  const ApiContext& context;
};

/// Finds the route, checks who may, and has the pool answer.
class Api {
 public:
  /// `pool` outlives the API.
  Api(ApiContext context, Pool& pool) : context_(std::move(context)), pool_(pool) {}

  /// Whether the path belongs to the API (and to health and metrics).
  static bool serves(std::string_view path);
  /// Answers sooner or later through `responder`. @thread any; never blocks
  void handle(base::http::Request request, base::http::Responder responder);

 private:
  ApiContext context_;
  Pool& pool_;
};

/// Whether a write may pass: its token is right, or there is none and it comes from this machine by
/// a program of its user (not through a proxy, not from another site's page). Fault::Caller
/// otherwise, code `unauthorized` or `forbidden`. Pure.
base::Result<void> mayWrite(const base::http::Request& request, const std::string& token);

}  // namespace control
