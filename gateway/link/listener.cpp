// SPDX-License-Identifier: Apache-2.0
// Unix socket set-up: directory, stale files, long paths, peer credentials.
#include "gateway/link/listener.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace gateway {
namespace {

constexpr int kBacklog = 64;
constexpr int kSocketType = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

base::Error systemError(base::Fault fault, const std::string& what, int number) {
  return {fault, what + ": " + std::strerror(number), "socket"};
}

/// A socket address for any length of path: a long one is reached through its opened directory.
struct Address {
  sockaddr_un raw{};
  base::UniqueFd directory;
};

std::optional<Address> addressOf(const std::string& path) {
  Address address;
  address.raw.sun_family = AF_UNIX;
  std::string name = path;
  if (name.size() >= sizeof address.raw.sun_path) {
    const std::filesystem::path whole(path);
    address.directory =
        base::UniqueFd(::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!address.directory) return std::nullopt;
    name = "/proc/self/fd/" + std::to_string(address.directory.get()) + "/" +
           whole.filename().string();
  }
  if (name.empty() || name.size() >= sizeof address.raw.sun_path) return std::nullopt;
  std::memcpy(address.raw.sun_path, name.c_str(), name.size() + 1);
  return address;
}

base::Result<void> clearStaleSocket(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode))
    return base::Error{base::Fault::Config, path + " exists and is not a socket; move it away",
                       "not_a_socket"};
  if (connectLink(path))
    return base::Error{base::Fault::Config,
                       "another server already listens at " + path +
                           "; stop it or give this one its own data directory",
                       "in_use"};
  ::unlink(path.c_str());
  return {};
}

base::Result<void> prepareDirectory(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path();
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed || ::chmod(directory.c_str(), 0700) != 0)
    return base::Error{base::Fault::Config,
                       "cannot make the private directory " + directory.string() + ": " +
                           (failed ? failed.message() : std::strerror(errno)),
                       "socket"};
  return clearStaleSocket(path);
}

}  // namespace

base::Result<std::unique_ptr<LinkListener>> LinkListener::open(base::Loop& loop,
                                                               const std::string& path,
                                                               OnPeer onPeer) {
  if (auto ready = prepareDirectory(path); !ready) return std::move(ready).error();
  base::UniqueFd socket(::socket(AF_UNIX, kSocketType, 0));
  if (!socket) return systemError(base::Fault::Internal, "no Unix socket", errno);
  const auto address = addressOf(path);
  if (!address)
    return base::Error{base::Fault::Config, "the socket path " + path + " is too long", "socket"};
  const auto* raw = reinterpret_cast<const sockaddr*>(&address->raw);
  if (::bind(socket.get(), raw, sizeof address->raw) != 0 || ::chmod(path.c_str(), 0600) != 0 ||
      ::listen(socket.get(), kBacklog) != 0)
    return systemError(base::Fault::Config, "cannot listen at " + path, errno);
  return std::make_unique<LinkListener>(loop, std::move(socket), std::move(onPeer));
}

LinkListener::LinkListener(base::Loop& loop, base::UniqueFd socket, OnPeer onPeer)
    : socket_(std::move(socket)), onPeer_(std::move(onPeer)) {
  readable_ = loop.onReadable(socket_.get(), [this] { accept(); });
}

void LinkListener::accept() {
  base::UniqueFd socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!socket) return;
  ucred who{};
  socklen_t size = sizeof who;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return;
  if (who.uid != ::geteuid()) {
    base::log::warn("link", "peer of another user turned away",
                    {{"uid", static_cast<int64_t>(who.uid)}});
    return;
  }
  onPeer_(LinkPeer{std::move(socket), who.pid});
}

base::Result<base::UniqueFd> connectLink(const std::string& path) {
  base::UniqueFd socket(::socket(AF_UNIX, kSocketType, 0));
  if (!socket) return systemError(base::Fault::Internal, "no Unix socket", errno);
  const auto address = addressOf(path);
  if (!address)
    return base::Error{base::Fault::Peer, "nothing can listen at " + path, "unreachable"};
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address->raw),
                sizeof address->raw) != 0)
    return base::Error{base::Fault::Peer,
                       "the server does not listen at " + path + ": " + std::strerror(errno),
                       "unreachable"};
  return socket;
}

}  // namespace gateway
