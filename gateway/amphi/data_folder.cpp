// SPDX-License-Identifier: Apache-2.0
// Folders, a lock, and the disk's free space.
#include "gateway/amphi/data_folder.hpp"

#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace gateway {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;

constexpr uint64_t kLeastFreeBytes = 50u << 20;  // sockets, logs, and the database's next steps

Error unusable(const fs::path& path, const std::error_code& wrong) {
  if (wrong == std::errc::no_space_on_device || wrong == std::errc::read_only_file_system)
    return Error{Fault::Store,
                 "nothing can be written to " + path.string() + " (" + wrong.message() +
                     "): make room, or set another [server] data_dir",
                 "no_space"};
  return Error{Fault::Config,
               "[server] data_dir " + path.string() + " cannot be used: " + wrong.message(),
               "folder"};
}

std::error_code lastError() {
  return {errno, std::generic_category()};
}

bool hasRoom(const fs::path& path) {
  struct statvfs disk {};
  if (statvfs(path.c_str(), &disk) != 0) return true;
  return static_cast<uint64_t>(disk.f_bavail) * disk.f_frsize >= kLeastFreeBytes;
}

}  // namespace

base::Result<DataFolder> DataFolder::open(const std::string& path) {
  std::error_code wrong;
  const fs::path folder = fs::absolute(path, wrong).lexically_normal();
  fs::create_directories(folder, wrong);
  if (wrong) return unusable(folder, wrong);
  if (mkdir((folder / "run").c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return unusable(folder, lastError());
  if (!hasRoom(folder))
    return unusable(folder, std::make_error_code(std::errc::no_space_on_device));
  const int lock = ::open((folder / "serve.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return unusable(folder, lastError());
  DataFolder out(folder.string(), lock);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0)
    return Error{Fault::Config,
                 "another amphi serve already uses [server] data_dir " + folder.string() +
                     ": end it first, or give this one another folder",
                 "in_use"};
  return out;
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace gateway
