// SPDX-License-Identifier: Apache-2.0
// RecordingShelf: recordings on the disk; those that are over become one MP4 each.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gateway {

/// Where the recordings of all streams are, each stream's in a folder of its own.
inline std::filesystem::path recordingsIn(const std::string& dataDir) {
  return std::filesystem::absolute(dataDir) / "recordings";
}

/// A finished recording.
struct ShelvedMovie {
  std::string id;  ///< Unix milliseconds of its beginning.
  int64_t bytes = 0;
};

/// Looks for recordings that nobody goes on with (gateway/worker ended them, or half an hour passed
/// since the last fragment) and has them joined, one at a time, by a process of low priority.
class RecordingShelf {
 public:
  /// @param folder  <data>/recordings. @param join  Makes the movie of one recording's folder,
  /// gives whether it is whole; blocks.
  RecordingShelf(std::filesystem::path folder,
                 std::function<bool(const std::filesystem::path& recording)> join);
  RecordingShelf(const RecordingShelf&) = delete;
  RecordingShelf& operator=(const RecordingShelf&) = delete;
  ~RecordingShelf();

  /// The oldest first. @thread any; reads the disk
  std::vector<ShelvedMovie> movies(const std::string& slug) const;

 private:
  void run();

  const std::filesystem::path folder_;
  const std::function<bool(const std::filesystem::path&)> join_;
  std::mutex mutex_;  // guards isEnding_
  std::condition_variable ending_;
  bool isEnding_ = false;
  std::thread thread_;
};

/// The folders of recordings that are over. Pure but for the disk.
std::vector<std::filesystem::path> recordingsToJoin(const std::filesystem::path& folder);

/// `amphi join <recording>`: its pieces become <recording>.mp4 beside it, then the folder goes.
/// @return The exit code: 0 when the movie is whole or there was nothing to keep.
int joinRecording(const std::filesystem::path& recording);

}  // namespace gateway
