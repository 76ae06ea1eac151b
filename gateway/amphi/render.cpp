// SPDX-License-Identifier: Apache-2.0
// From words on the command line to a file, and from errors to sentences and exit codes.
#include "gateway/amphi/render.hpp"

#include "base/clock.hpp"
#include "base/log.hpp"
#include "gateway/amphi/progress.hpp"
#include "gateway/amphi/signals.hpp"
#include "gateway/recording/fetch.hpp"
#include "gateway/recording/moment.hpp"
#include "gateway/recording/movie.hpp"
#include "pipelines/gst.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <optional>
#include <tuple>
#include <utility>

namespace gateway {
namespace {

using pipelines::LayoutKind;
using recording::Moment;

struct NamedLayout {
  std::string_view name;
  LayoutKind kind;
};
constexpr std::array kLayouts = {
    NamedLayout{"presentation", LayoutKind::PresentationFocus},
    NamedLayout{"smart", LayoutKind::Smart},
    NamedLayout{"side-by-side", LayoutKind::SideBySide},
    NamedLayout{"picture-in-picture", LayoutKind::PictureInPicture},
    NamedLayout{"cameras", LayoutKind::CamerasOnly},
    NamedLayout{"content", LayoutKind::ContentOnly},
};

base::Error usage(const std::string& what) {
  return {base::Fault::Caller, what, "usage"};
}

int exitCodeOf(const base::Error& error) {
  if (error.code == "usage" || error.code == "range" || error.code == "length" ||
      error.code == "size") {
    return render_exit::kUsage;
  }
  if (error.code == "stopped") return render_exit::kStopped;
  if (error.code == "not_found" || error.code == "no_media") return render_exit::kNotFound;
  if (error.code == "disk_full" || error.code == "disk") return render_exit::kDisk;
  if (error.code == "missing_element" || error.code == "encoder") return render_exit::kBroken;
  if (error.code == "unreachable" || error.code == "tls" || error.code == "timeout" ||
      error.code == "http") {
    return render_exit::kUnreachable;
  }
  return render_exit::kUnreadable;
}

base::Result<std::pair<int, int>> sizeFrom(const std::string& text) {
  const auto cross = text.find('x');
  int width = 0, height = 0;
  const char* middle = text.data() + std::min(cross, text.size());
  const char* end = text.data() + text.size();
  const bool isSize =
      cross != std::string::npos && std::from_chars(text.data(), middle, width).ptr == middle &&
      std::from_chars(middle + 1, end, height).ptr == end && width > 0 && height > 0;
  if (!isSize) return usage("--size is a width and a height in pixels, e.g. 1280x720");
  return std::pair(width, height);
}

base::Result<Moment> momentFrom(const std::string& option, const std::string& text) {
  const auto moment = recording::clockTime(text);
  if (!moment) return usage(option + " is a time, e.g. 90, 1:30 or 1:02:03.5");
  return *moment;
}

base::Result<LayoutKind> layoutFrom(const std::string& name) {
  const auto found = std::ranges::find(kLayouts, name, &NamedLayout::name);
  if (found == kLayouts.end()) return usage("--layout is one of: " + layoutNames());
  return found->kind;
}

base::Result<recording::MovieWish> wishFrom(const RenderArguments& arguments) {
  recording::MovieWish wish;
  wish.hasChatSubtitles = arguments.hasChatSubtitles;
  if (!arguments.size.empty()) {
    const auto size = sizeFrom(arguments.size);
    if (!size) return size.error();
    std::tie(wish.width, wish.height) = *size;
  }
  if (!arguments.layout.empty()) {
    const auto layout = layoutFrom(arguments.layout);
    if (!layout) return layout.error();
    wish.layout.kind = *layout;
  }
  if (!arguments.from.empty()) {
    const auto from = momentFrom("--from", arguments.from);
    if (!from) return from.error();
    wish.from = *from;
  }
  if (!arguments.to.empty()) {
    const auto to = momentFrom("--to", arguments.to);
    if (!to) return to.error();
    wish.to = *to;
  }
  return wish;
}

bool isAddress(const std::string& source) {
  return source.find("://") != std::string::npos;
}

// Named after the recording, here.
std::filesystem::path usualOutput(const std::string& source) {
  if (!isAddress(source)) {
    const auto folder = std::filesystem::absolute(source).lexically_normal();
    const auto& named = folder.has_filename() ? folder : folder.parent_path();
    return named.filename().string() + ".mp4";
  }
  const auto id = recording::recordingId(source);
  return (id.empty() ? "recording" : id) + ".mp4";
}

/// A folder beside the movie for what is fetched; goes with this.
class ScratchFolder {
 public:
  explicit ScratchFolder(std::filesystem::path movie) : path_(std::move(movie)) {
    path_ += "." + std::to_string(::getpid()) + ".fetched";
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  base::Result<void> make() {
    std::error_code fault;
    std::filesystem::create_directories(path_, fault);
    if (!fault) return {};
    return base::Error{base::Fault::Store, path_.string() + " cannot be made: " + fault.message(),
                       "disk"};
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

void tellDone(const std::filesystem::path& path, const pipelines::RenderReport& report,
              base::Millis spent) {
  constexpr int64_t kMillisPerFrame = 1000 / 25;
  const auto length = static_cast<double>(report.frames * kMillisPerFrame);
  const auto pace = length / static_cast<double>(std::max<int64_t>(spent.count(), 1));
  for (const auto& trouble : report.troubles) std::cerr << "warning: " << trouble.what << "\n";
  std::cerr << path.string() << ": " << report.frames * kMillisPerFrame / 1000 << " s in "
            << (spent.count() + 500) / 1000 << " s (" << static_cast<int>(pace)
            << " times as fast as it was given)\n";
}

/// One run of the command: what it was asked, and how it says how it goes.
struct Run {
  const RenderArguments& arguments;
  Progress& progress;
  const EndSignals& signals;

  bool isWanted() const { return !signals.wait(std::chrono::seconds(0)); }
};

base::Result<void> renderFolder(const std::filesystem::path& path, const recording::MovieWish& wish,
                                const Run& run) {
  const auto folder = recording::Folder::open(path);
  if (!folder) return folder.error();
  const auto start = base::steadyNow();
  auto plan = recording::planMovie(*folder, wish);
  if (!plan) return std::move(plan).error();
  run.progress.begin("rendering");
  auto report = pipelines::render(std::move(*plan), [&](double share) {
    run.progress.show(share);
    return run.isWanted();
  });
  run.progress.clear();
  if (!report) return std::move(report).error();
  tellDone(wish.path, *report, std::chrono::duration_cast<base::Millis>(base::steadyNow() - start));
  return {};
}

base::Result<void> renderAddress(const recording::MovieWish& wish, const Run& run) {
  ScratchFolder scratch(wish.path);
  if (auto made = scratch.make(); !made) return made;
  recording::FetchOptions options;
  options.caFile = run.arguments.caFile;
  options.onProgress = [&](const recording::FetchProgress& progress) {
    run.progress.note(progress.name, progress.bytes);
    return run.isWanted();
  };
  run.progress.begin("fetching");
  const auto fetched = recording::fetchRecording(run.arguments.source, scratch.path(), options);
  run.progress.clear();
  if (!fetched) return fetched;
  return renderFolder(scratch.path(), wish, run);
}

base::Result<void> tryRender(const Run& run) {
  auto wish = wishFrom(run.arguments);
  if (!wish) return std::move(wish).error();
  const auto& [source, output] = std::tie(run.arguments.source, run.arguments.output);
  wish->path = output.empty() ? usualOutput(source) : std::filesystem::path(output);
  if (auto started = pipelines::startGStreamer(pipelines::GStreamerLog::Errors); !started) {
    return started;
  }
  return isAddress(source) ? renderAddress(*wish, run) : renderFolder(source, *wish, run);
}

}  // namespace

std::string layoutNames() {
  std::string names;
  for (const auto& layout : kLayouts) {
    if (!names.empty()) names += ", ";
    names += layout.name;
  }
  return names;
}

int render(const RenderArguments& arguments) {
  const EndSignals signals;  // Before any thread starts.
  Progress progress(::isatty(STDERR_FILENO) != 0);
  const auto done = tryRender({arguments, progress, signals});
  if (done) return 0;
  progress.clear();
  std::cerr << "amphi render: " << done.error().what << "\n";
  return exitCodeOf(done.error());
}

}  // namespace gateway
