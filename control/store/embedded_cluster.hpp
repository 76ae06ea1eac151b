// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL in the data directory, for sites that configure none.
#pragma once

#include <string>

#include "base/process.hpp"
#include "base/result.hpp"

namespace control {

/// One PostgreSQL cluster of our own: no TCP, one Unix socket in a folder only its user can enter.
///
/// It lives in `<data_dir>/postgres`: `data/` the cluster, `run/` the socket, `server.log` its log.
/// Root cannot run PostgreSQL, so as root it runs as the user `postgres`, who then owns that
/// folder.
class EmbeddedCluster {
 public:
  /// Makes the cluster where there is none, starts it, and waits until it answers. A server still
  /// running from before (our last process crashed) is taken over.
  ///
  /// @return Fault::Config when PostgreSQL is absent, of another version, or may not enter the
  /// folder;
  ///         Fault::Store when the disk is full or the server does not start. Sentences to act on.
  /// @thread any but a loop's; takes seconds the first time.
  static base::Result<EmbeddedCluster> start(const std::string& dataDir);

  EmbeddedCluster(EmbeddedCluster&&) noexcept = default;
  EmbeddedCluster& operator=(EmbeddedCluster&&) = delete;
  /// Stops the server unless it was stopped.
  ~EmbeddedCluster();

  /// Where to connect, for base::postgres::ConnectionOptions.
  const std::string& url() const { return url_; }
  bool wasAdopted() const { return wasAdopted_; }
  pid_t pid() const { return server_.pid(); }
  /// The server died by itself; start() another one.
  bool hasEnded() { return server_.poll().has_value(); }
  /// Ends the server (PostgreSQL's "fast" way: sessions are cut, nothing is lost). @thread any but
  /// a loop's
  void stop();

 private:
  EmbeddedCluster(base::Process server, std::string url, bool wasAdopted)
      : server_(std::move(server)), url_(std::move(url)), wasAdopted_(wasAdopted) {}

  base::Process server_;
  std::string url_;
  bool wasAdopted_;
};

}  // namespace control
