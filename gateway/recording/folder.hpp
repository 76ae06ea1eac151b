// SPDX-License-Identifier: Apache-2.0
// Folder: a published recording on the disk, read by the names that it mentions itself.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::recording {

/// True for a relative path of plain letters that cannot leave the folder it is resolved in.
bool isOwnName(std::string_view name);

class Folder {
 public:
  /// Fault::Caller, code `not_found`, when it is no folder.
  static base::Result<Folder> open(const std::filesystem::path& path);

  /// The whole file; nothing when there is none, or `name` is not its own name.
  /// @return Fault::Peer, code `too_long`, over `maxBytes`; Fault::Store when it cannot be read.
  base::Result<std::optional<std::string>> read(std::string_view name, size_t maxBytes) const;

  /// Where a file lies that is there; nothing for one outside the folder, through a link too.
  std::optional<std::filesystem::path> find(std::string_view name) const;

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // Canonical.
};

}  // namespace gateway::recording
