// SPDX-License-Identifier: Apache-2.0
// Both ends of the link's Unix socket: who listens and who connects.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "base/loop.hpp"
#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace gateway {

/// A worker that connected; the kernel vouches for `pid` (SO_PEERCRED).
struct LinkPeer {
  base::UniqueFd socket;  ///< Non-blocking, close-on-exec.
  pid_t pid = 0;
};

/// Listens at one path. @thread loop
class LinkListener {
 public:
  using OnPeer = std::function<void(LinkPeer)>;

  /// Makes the directory (mode 0700) and the socket (0600); a socket file nobody listens at
  /// is replaced.
  /// Peers of another user are turned away. `loop` must outlive the listener.
  /// @return Fault::Config: `in_use` when another server listens there, `not_a_socket`, or
  /// the system's word.
  static base::Result<std::unique_ptr<LinkListener>> open(base::Loop& loop, const std::string& path,
                                                          OnPeer onPeer);
  LinkListener(base::Loop& loop, base::UniqueFd socket, OnPeer onPeer);
  LinkListener(const LinkListener&) = delete;
  LinkListener& operator=(const LinkListener&) = delete;

 private:
  void accept();

  base::UniqueFd socket_;
  OnPeer onPeer_;
  base::Timer readable_;
};

/// Connects to the listener at `path` at once or not at all. Fault::Peer when nobody listens.
/// @thread any
base::Result<base::UniqueFd> connectLink(const std::string& path);

}  // namespace gateway
