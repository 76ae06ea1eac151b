// SPDX-License-Identifier: Apache-2.0
// Folder in, movie out; what cannot be joined now is tried again at the next start.
#include "gateway/amphi/recording_shelf.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "pipelines/gst.hpp"
#include "pipelines/record/join.hpp"
#include "pipelines/record/recorder.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLookEvery{2};
/// As long as a recorder may go on with it, and some.
constexpr std::chrono::minutes kAbandonedAfter{35};
constexpr int kLowPriority = 10;

bool isNumber(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<fs::path> piecesOf(const fs::path& recording) {
  std::vector<fs::path> pieces;
  std::error_code failed;
  for (const auto& file : fs::directory_iterator(recording, failed))
    if (file.path().extension() == ".mp4") pieces.push_back(file.path());
  std::sort(pieces.begin(), pieces.end());
  return pieces;
}

bool isOver(const fs::path& recording) {
  std::error_code failed;
  if (fs::exists(recording / pipelines::kRecordingOver, failed)) return true;
  auto last = fs::last_write_time(recording, failed);
  for (const auto& piece : piecesOf(recording))
    last = std::max(last, fs::last_write_time(piece, failed));
  return fs::file_time_type::clock::now() - last > kAbandonedAfter;
}

}  // namespace

std::vector<fs::path> recordingsToJoin(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& stream : fs::directory_iterator(folder, failed))
    for (const auto& one : fs::directory_iterator(stream.path(), failed))
      if (one.is_directory(failed) && isNumber(one.path().filename()) && isOver(one.path()))
        found.push_back(one.path());
  std::sort(found.begin(), found.end());
  return found;
}

RecordingShelf::RecordingShelf(fs::path folder, std::function<bool(const fs::path&)> join)
    : folder_(std::move(folder)), join_(std::move(join)), thread_([this] { run(); }) {}

RecordingShelf::~RecordingShelf() {
  {
    const std::lock_guard lock(mutex_);
    isEnding_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

void RecordingShelf::run() {
  std::set<fs::path> given;  // Up: joined, or not to be joined by this server.
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, kLookEvery, [this] { return isEnding_; })) {
    lock.unlock();
    for (const auto& recording : recordingsToJoin(folder_)) {
      if (!given.insert(recording).second) continue;
      if (!join_(recording))
        base::log::error("recordings", "a recording cannot be joined; its pieces are kept",
                         {{"folder", recording.string()}});
      break;  // The end of the server is asked for between two of them.
    }
    lock.lock();
  }
}

std::vector<ShelvedMovie> RecordingShelf::movies(const std::string& slug) const {
  std::vector<ShelvedMovie> found;
  std::error_code failed;
  for (const auto& file : fs::directory_iterator(folder_ / slug, failed)) {
    const std::string id = file.path().stem();
    if (file.path().extension() != ".mp4" || !isNumber(id)) continue;
    found.push_back({id, static_cast<int64_t>(file.file_size(failed))});
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return found;
}

int joinRecording(const fs::path& recording) {
  ::setpriority(PRIO_PROCESS, 0, kLowPriority);
  if (auto started = pipelines::startGStreamer(); !started) {
    base::log::failure("recordings", "no GStreamer", started.error());
    return 1;
  }
  const auto movie = fs::path(recording.string() + ".mp4");
  const auto length = pipelines::joinPieces(piecesOf(recording), movie);
  const bool isEmpty = !length && length.error().code == "empty";
  if (!length && !isEmpty) {
    base::log::failure("recordings", "not joined", length.error());
    return 1;
  }
  std::error_code failed;
  fs::remove_all(recording, failed);
  if (length)
    base::log::info("recordings", "movie made", {{"movie", movie.string()}, {"length", *length}});
  return 0;
}

}  // namespace gateway
