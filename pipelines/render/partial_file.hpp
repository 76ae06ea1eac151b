// SPDX-License-Identifier: Apache-2.0
// PartialFile: a file that has its name only once it is whole.
#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace pipelines {

/// Errors are Fault::Store: code `disk_full`, or `disk`.
class PartialFile {
 public:
  /// Writes beside `path` under another name.
  static base::Result<PartialFile> create(const std::filesystem::path& path);
  PartialFile(PartialFile&&) noexcept = default;
  PartialFile& operator=(PartialFile&&) = delete;
  ~PartialFile();  ///< Removes what was not kept.

  base::Result<void> append(std::string_view bytes);
  /// Overwrites what was appended before.
  base::Result<void> rewrite(uint64_t offset, std::string_view bytes);
  uint64_t size() const { return size_; }

  /// On the disk and under its own name, in place of what was there.
  base::Result<void> keep();

 private:
  PartialFile(std::filesystem::path path, std::filesystem::path partial, base::UniqueFd file)
      : path_(std::move(path)), partial_(std::move(partial)), file_(std::move(file)) {}
  base::Result<void> write(uint64_t offset, std::string_view bytes);
  base::Error failed() const;

  std::filesystem::path path_, partial_;
  base::UniqueFd file_;
  uint64_t size_ = 0;
};

}  // namespace pipelines
