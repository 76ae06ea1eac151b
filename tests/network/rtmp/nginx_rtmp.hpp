// SPDX-License-Identifier: Apache-2.0
// NginxRtmp: Debian's nginx with its RTMP module on a free port, in a folder that goes with it.
#pragma once

#include <csignal>
#include <optional>
#include <string>

#include "base/process.hpp"

namespace push_test {

/// Takes rtmp://127.0.0.1:<port>/live/<key> and writes one FLV file a connection;
/// /closed/<key> refuses every publisher.
class NginxRtmp {
 public:
  NginxRtmp();
  ~NginxRtmp();
  NginxRtmp(const NginxRtmp&) = delete;
  NginxRtmp& operator=(const NginxRtmp&) = delete;

  /// Waits until it takes connections; a failure of the test when it does not.
  void start();
  /// SIGKILL, waited for.
  void kill();
  void signal(int number) { process_->kill(number); }

  std::string url(const std::string& key, const std::string& application = "live") const;
  int port() const { return port_; }
  const std::string& folder() const { return folder_; }
  /// Files of that key, the oldest first.
  std::vector<std::string> recordings(const std::string& key) const;

 private:
  std::string folder_;
  int port_ = 0;
  std::optional<base::Process> process_;
};

/// A port of 127.0.0.1 that was free a moment ago.
int freePort();
/// Whether somebody takes TCP connections there, asked until `limit`.
bool awaitPort(int port, base::Millis limit);

}  // namespace push_test
