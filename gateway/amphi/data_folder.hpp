// SPDX-License-Identifier: Apache-2.0
// The data directory: there, ours alone, and with room.
#pragma once

#include <string>

#include "base/result.hpp"

namespace gateway {

/// Holds the data directory for one server.
class DataFolder {
 public:
  /// Makes the folder and its run/ where needed. Fault::Config when it cannot be used, when another
  /// server uses it, or (Fault::Store) when its disk is full. Sentences.
  static base::Result<DataFolder> open(const std::string& path);
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }  ///< Absolute.
  std::string socketPath() const { return path_ + "/run/link.sock"; }

 private:
  DataFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;  // of <path>/serve.lock; the kernel lets go of it when we die
};

}  // namespace gateway
