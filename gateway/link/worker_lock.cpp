// SPDX-License-Identifier: Apache-2.0
// POSIX record locks: unlike flock(2), they tell who holds them.
#include "gateway/link/worker_lock.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace gateway {
namespace {

std::string lockPath(const std::string& socketPath, const std::string& slug) {
  return (std::filesystem::path(socketPath).parent_path() / ("worker-" + slug + ".lock")).string();
}

struct flock wholeFile() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

base::Result<base::UniqueFd> holdWorkerLock(const std::string& socketPath,
                                            const std::string& slug) {
  const auto path = lockPath(socketPath, slug);
  base::UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file)
    return base::Error{base::Fault::Config,
                       "cannot write the lock file " + path + ": " + std::strerror(errno), "lock"};
  auto lock = wholeFile();
  if (::fcntl(file.get(), F_SETLK, &lock) != 0)
    return base::Error{base::Fault::Caller, "another worker holds the stream " + slug, "held"};
  return file;
}

std::optional<pid_t> workerLockHolder(const std::string& socketPath, const std::string& slug) {
  const base::UniqueFd file(
      ::open(lockPath(socketPath, slug).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return std::nullopt;
  auto lock = wholeFile();
  if (::fcntl(file.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_pid;
}

}  // namespace gateway
