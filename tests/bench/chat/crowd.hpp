// SPDX-License-Identifier: Apache-2.0
// A crowd of listeners on one chat: thousands of web sockets on one epoll, and the delay of each
// line.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

class Crowd {
 public:
  /// @param port  Of `amphi serve` on loopback. @param path  `/ws/live/<slug>`.
  Crowd(int port, std::string path);

  /// Connects so many listeners and waits for the greeting of each. Fault::Peer says how many came.
  base::Result<void> gather(int listeners, base::Millis within);

  /// One listener says a line; milliseconds until each listener read it, in no order. Shorter than
  /// the crowd when some did not within `within`.
  std::vector<double> say(int round, base::Millis within);

 private:
  struct Listener {
    base::UniqueFd socket;
    std::string tail;  ///< The last bytes read: what is looked for may come in two reads.
    bool isWaiting = false;
  };

  base::Result<void> connect();
  /// Reads what came; true when the listener's token is among it.
  bool read(Listener& listener);
  /// Returns when nobody waits any more, or at the deadline; milliseconds since `from` for each.
  std::vector<double> collect(base::Steady from, base::Steady deadline);

  int port_;
  std::string path_;
  base::UniqueFd epoll_;
  std::vector<Listener> listeners_;
  std::string token_;
};

}  // namespace bench
