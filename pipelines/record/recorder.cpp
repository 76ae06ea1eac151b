// SPDX-License-Identifier: Apache-2.0
// The encoders' threads leave frames in a queue; one thread gathers, writes and syncs.
#include "pipelines/record/recorder.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/unique_fd.hpp"
#include "pipelines/grid.hpp"
#include "pipelines/record/piece.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <optional>
#include <system_error>
#include <utility>

namespace pipelines {
namespace {

namespace fs = std::filesystem;

// Half a minute of frames: a disk that is slower than that is no place for a recording.
constexpr size_t kMostFrames = 2250;
constexpr std::chrono::minutes kGoesOnWithin{30};
constexpr int64_t kFrameMillis = 1000 / kFramesPerSecond;

base::Error diskError(int number) {
  const bool isFull = number == ENOSPC || number == EDQUOT;
  const std::string why = std::generic_category().message(number);
  return {base::Fault::Store, "the recording cannot be written: " + why,
          isFull ? "disk_full" : "disk"};
}

uint64_t freeBytesOf(const fs::path& folder) {
  std::error_code failed;
  const auto space = fs::space(folder, failed);
  return failed ? 0 : static_cast<uint64_t>(space.available);
}

std::optional<int64_t> numberOf(const fs::path& path) {
  const std::string name = path.filename();
  int64_t value = 0;
  const auto [end, fault] = std::from_chars(name.data(), name.data() + name.size(), value);
  if (fault != std::errc() || end != name.data() + name.size() || value <= 0) return std::nullopt;
  return value;
}

bool wasWrittenLately(const fs::path& folder) {
  std::error_code failed;
  fs::file_time_type last = fs::file_time_type::min();
  for (const auto& file : fs::directory_iterator(folder, failed))
    last = std::max(last, file.last_write_time(failed));
  return fs::file_time_type::clock::now() - last < kGoesOnWithin;
}

/// The start of the recording to go on with, as Unix milliseconds.
std::optional<int64_t> unfinished(const fs::path& folder, int64_t before) {
  std::optional<int64_t> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const auto start = entry.is_directory(failed) ? numberOf(entry.path()) : std::nullopt;
    if (!start || *start > before || (found && *start < *found)) continue;
    if (fs::exists(entry.path() / kRecordingOver, failed)) continue;
    if (wasWrittenLately(entry.path())) found = start;
  }
  return found;
}

void syncFolder(const fs::path& folder) {
  const base::UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() >= 0) ::fsync(opened.get());
}

}  // namespace

/// One piece on the disk. @thread the recorder's
class Recorder::Disk {
 public:
  explicit Disk(const RecorderOptions& options) : options_(options) {}

  /// Frames of another format begin another piece.
  base::Result<void> take(const FrameFormat& format) {
    if (format == format_) return {};
    auto ended = end(false);
    format_ = format;
    return ended;
  }
  base::Result<void> take(const EncodedPicture& picture) {
    if (!writer_ && !picture.isKeyframe) return {};
    if (!writer_) {
      if (auto begun = begin(picture.grid); !begun) return begun;
    }
    const auto fragment = writer_->picture(picture);
    return fragment ? write(*fragment) : base::Result<void>();
  }
  void take(const EncodedSound& sound) {
    if (writer_) writer_->sound(sound);
  }
  base::Result<void> end(bool isOver) {
    if (!writer_) return {};
    const auto fragment = writer_->end();
    auto written = fragment ? write(*fragment) : base::Result<void>();
    if (isOver) {
      const auto mark = folder_ / kRecordingOver;
      const base::UniqueFd file(::open(mark.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640));
      syncFolder(folder_);
    }
    writer_.reset();
    return written;
  }

  void describe(RecorderStatus& status) const {
    status.id = folder_.filename();
    status.bytes = bytes_;
    if (writer_) status.millis = writer_->position() * kFrameMillis;
    status.code = isLow_ ? "disk_low" : "";
    status.detail = isLow_ ? "the disk is nearly full: the recording will stop before it is" : "";
  }
  bool isOpen() const { return writer_.has_value(); }

 private:
  base::Result<void> begin(int64_t grid) {
    std::error_code failed;
    fs::create_directories(options_.folder, failed);
    const int64_t now = options_.originUnixMillis + grid * kFrameMillis;
    const int64_t start = unfinished(options_.folder, now).value_or(now);
    // Whole in both tracks, and not on what the one before us wrote.
    const int64_t parts = (now - start + kPartTime.count() - 1) / kPartTime.count();
    folder_ = options_.folder / std::to_string(start);
    fs::create_directories(folder_, failed);
    if (failed) return diskError(failed.value());
    char name[32];
    std::snprintf(name, sizeof name, "%010lld.mp4", static_cast<long long>(parts * kFramesPerPart));
    const auto path = folder_ / name;
    file_ = base::UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640));
    if (file_.get() < 0) return diskError(errno);
    writer_.emplace(format_, parts * kFramesPerPart);
    syncFolder(folder_);
    syncFolder(options_.folder);
    base::log::info("recorder", "begins", {{"recording", start}, {"piece", std::string(name)}});
    return write(writer_->begin());
  }

  base::Result<void> write(std::string_view bytes) {
    const auto free = options_.freeBytes ? options_.freeBytes(folder_) : freeBytesOf(folder_);
    if (free < options_.leastFreeBytes + bytes.size())
      return base::Error{base::Fault::Store,
                         "the recording stopped because the disk is full: make room for the next "
                         "one",
                         "disk_full"};
    isLow_ = free < 2 * options_.leastFreeBytes;
    while (!bytes.empty()) {
      const auto count = ::write(file_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return diskError(errno);
      bytes.remove_prefix(static_cast<size_t>(count));
      bytes_ += static_cast<uint64_t>(count);
    }
    if (::fdatasync(file_.get()) != 0) return diskError(errno);
    return {};
  }

  const RecorderOptions& options_;
  FrameFormat format_;
  fs::path folder_;
  base::UniqueFd file_{-1};
  std::optional<PieceWriter> writer_;
  uint64_t bytes_ = 0;
  bool isLow_ = false;
};

Recorder::Recorder(RecorderOptions options)
    : options_(std::move(options)), thread_([this] { run(); }) {}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  bell_.notify_all();
  thread_.join();
}

void Recorder::end() {
  const std::lock_guard lock(mutex_);
  isOver_ = true;
}

RecorderStatus Recorder::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Recorder::format(const FrameFormat& format) {
  queue(format);
}

void Recorder::picture(const EncodedPicture& picture) {
  queue(picture);
}

void Recorder::sound(const EncodedSound& sound) {
  queue(sound);
}

void Recorder::queue(Frame frame) {
  {
    const std::lock_guard lock(mutex_);
    if (status_.state == RecorderState::Stopped) return;
    frames_.push_back(std::move(frame));
    if (frames_.size() > kMostFrames) {
      status_.state = RecorderState::Stopped;
      status_.code = "disk_slow";
      status_.detail = "the recording stopped because the disk is too slow";
      frames_.clear();
    }
  }
  bell_.notify_all();
}

void Recorder::run() {
  Disk disk(options_);
  std::unique_lock lock(mutex_);
  base::Result<void> done;
  while (done) {
    bell_.wait(lock, [this] { return stops_ || !frames_.empty(); });
    if (frames_.empty()) break;
    const Frame frame = std::move(frames_.front());
    frames_.pop_front();
    lock.unlock();
    if (const auto* format = std::get_if<FrameFormat>(&frame)) {
      done = disk.take(*format);
    } else if (const auto* picture = std::get_if<EncodedPicture>(&frame)) {
      done = disk.take(*picture);
    } else {
      disk.take(std::get<EncodedSound>(frame));
    }
    lock.lock();
    if (status_.state == RecorderState::Stopped) break;
    if (disk.isOpen()) status_.state = RecorderState::Recording;
    disk.describe(status_);
  }
  const bool isOver = isOver_;
  if (!done) {
    base::log::failure("recorder", "the recording stopped", done.error());
    status_.state = RecorderState::Stopped;
    status_.code = done.error().code;
    status_.detail = done.error().what;
    frames_.clear();
  }
  lock.unlock();
  if (done) done = disk.end(isOver);
}

}  // namespace pipelines
