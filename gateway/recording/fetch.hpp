// SPDX-License-Identifier: Apache-2.0
// Fetching a published recording into a folder: its documents, and the files that they mention.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace gateway::recording {

struct FetchProgress {
  std::string name;    ///< Of the file on its way.
  uint64_t bytes = 0;  ///< Of all files so far.
};

struct FetchOptions {
  std::string caFile;  ///< PEM bundle trusted besides the system's; empty: the system's only.
  /// Told some times a second; false ends it, with the code `stopped`.
  std::function<bool(const FetchProgress&)> onProgress;
};

/// Where a recording's files lie, with a '/' at the end, from the address of its player's page or
/// of that folder; empty when it is neither. @source bbb-api.md §7.1
std::string dataAddress(const std::string& address);

/// "<40 letters and digits>-<13 digits>", the last one in `address`; empty when it holds none.
std::string recordingId(const std::string& address);

/// Files are named as on the server, and nothing is written outside `folder`, which must exist.
/// Cookies that the player's page sets are kept: protected recordings need them.
/// @return Fault::Caller, code `usage` for what is no address, `not_found` where no recording is;
///         Fault::Peer when the server does not answer; Fault::Store when the disk is full.
base::Result<void> fetchRecording(const std::string& address, const std::filesystem::path& folder,
                                  const FetchOptions& options);

}  // namespace gateway::recording
