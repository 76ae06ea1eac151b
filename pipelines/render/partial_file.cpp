// SPDX-License-Identifier: Apache-2.0
// POSIX files, and the sentences for what disks do.
#include "pipelines/render/partial_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace pipelines {

base::Result<PartialFile> PartialFile::create(const std::filesystem::path& path) {
  std::filesystem::path partial = path;
  partial += "." + std::to_string(::getpid()) + ".part";
  constexpr mode_t kMode = 0666;  // Less the umask, as any file that a program makes.
  base::UniqueFd file(::open(partial.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
  PartialFile made(path, std::move(partial), std::move(file));
  if (!made.file_) return made.failed();
  return made;
}

PartialFile::~PartialFile() {
  if (file_) ::unlink(partial_.c_str());
}

base::Error PartialFile::failed() const {
  const int number = errno;
  if (number == ENOSPC || number == EDQUOT) {
    return {base::Fault::Store, "the disk that should hold " + path_.string() + " is full",
            "disk_full"};
  }
  return {base::Fault::Store,
          path_.string() + " cannot be written: " + std::generic_category().message(number),
          "disk"};
}

base::Result<void> PartialFile::append(std::string_view bytes) {
  if (auto written = write(size_, bytes); !written) return written;
  size_ += bytes.size();
  return {};
}

base::Result<void> PartialFile::rewrite(uint64_t offset, std::string_view bytes) {
  base::check(offset + bytes.size() <= size_, "only what was written is written over");
  return write(offset, bytes);
}

base::Result<void> PartialFile::write(uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed();
    bytes.remove_prefix(static_cast<size_t>(count));
    offset += static_cast<uint64_t>(count);
  }
  return {};
}

base::Result<void> PartialFile::keep() {
  if (::fsync(file_.get()) != 0) return failed();
  if (::rename(partial_.c_str(), path_.c_str()) != 0) return failed();
  file_.reset();
  return {};
}

}  // namespace pipelines
