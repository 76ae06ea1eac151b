// SPDX-License-Identifier: Apache-2.0
// Recorder: the frames of a broadcast on disk, from the first one on, by a thread of its own.
#pragma once

#include "base/result.hpp"
#include "pipelines/encode/frame_feed.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

namespace pipelines {

struct RecorderOptions {
  std::filesystem::path folder;                 ///< Of the stream's recordings; made where needed.
  int64_t originUnixMillis = 0;                 ///< Wall-clock date of the feed's grid position 0.
  uint64_t leastFreeBytes = uint64_t{1} << 30;  ///< Of the disk; it stops before, warns at twice.
  /// Free bytes where the folder is; tests say what they like. @thread the recorder's
  std::function<uint64_t(const std::filesystem::path&)> freeBytes;
};

enum class RecorderState { Waiting, Recording, Stopped };

/// How it goes. @thread any
struct RecorderStatus {
  RecorderState state = RecorderState::Waiting;
  /// Empty; `disk_low` while it still records; `disk_full`, `disk` or `disk_slow` when it stopped.
  std::string code;
  std::string detail;
  std::string id;      ///< Of the recording: the Unix milliseconds of its beginning.
  uint64_t bytes = 0;  ///< Written by this process.
  int64_t millis = 0;  ///< The recording's length so far.
};

/// A fragment, two seconds, is on the disk (fdatasync) before the next one is begun: SIGKILL and a
/// power cut lose what was being gathered. A recording that another process left unfinished within
/// the last half hour goes on.
class Recorder : public FrameSink {
 public:
  explicit Recorder(RecorderOptions options);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  /// Writes what is gathered. The recording can go on, unless end() was called.
  ~Recorder() override;

  /// The recording is over: nobody goes on with it.
  void end();
  RecorderStatus status() const;

  void format(const FrameFormat& format) override;
  void picture(const EncodedPicture& picture) override;
  void sound(const EncodedSound& sound) override;

 private:
  using Frame = std::variant<FrameFormat, EncodedPicture, EncodedSound>;
  class Disk;
  void queue(Frame frame);
  void run();

  const RecorderOptions options_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable bell_;
  std::deque<Frame> frames_;
  RecorderStatus status_;
  bool stops_ = false;
  bool isOver_ = false;
  std::thread thread_;  // Last: uses all of the above.
};

/// The file in a recording's folder that says that nobody goes on with it.
inline constexpr const char* kRecordingOver = "over";

}  // namespace pipelines
