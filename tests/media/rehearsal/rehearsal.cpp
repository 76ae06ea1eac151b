// SPDX-License-Identifier: Apache-2.0
// The hand that beats time, and the tools that look at what came out.
#include "tests/media/rehearsal/rehearsal.hpp"

#include "base/json.hpp"
#include "pipelines/package/parts_output.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace rehearsal {
namespace {

using namespace pipelines;

constexpr std::chrono::seconds kDeadline{10};
constexpr int64_t kOriginUnixMillis = 1'700'000'000'000;

}  // namespace

Audience::~Audience() {
  for (const auto& path : files_) std::filesystem::remove(path);
}

BroadcastEvents Audience::events() {
  BroadcastEvents events;
  events.onInit = [this](Init init) {
    const std::lock_guard lock(mutex_);
    inits_[init.rendition].push_back(std::move(init));
    came_.notify_all();
  };
  events.onPart = [this](Part part) {
    const std::lock_guard lock(mutex_);
    parts_[part.rendition].push_back(std::move(part));
    came_.notify_all();
  };
  events.onFailure = [this](base::Error error) {
    const std::lock_guard lock(mutex_);
    failures_.push_back(std::move(error));
    came_.notify_all();
  };
  return events;
}

bool Audience::awaitParts(Rendition rendition, size_t count) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, kDeadline, [&] {
    return parts_[rendition].size() >= count || !failures_.empty();
  }) && failures_.empty();
}

std::vector<Part> Audience::parts(Rendition rendition) {
  const std::lock_guard lock(mutex_);
  return parts_[rendition];
}

Init Audience::init(Rendition rendition) {
  const std::lock_guard lock(mutex_);
  return inits_[rendition].empty() ? Init{} : inits_[rendition].front();
}

size_t Audience::inits(Rendition rendition) {
  const std::lock_guard lock(mutex_);
  return inits_[rendition].size();
}

std::vector<base::Error> Audience::failures() {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::string Audience::file(Rendition rendition) {
  const std::lock_guard lock(mutex_);
  const auto path =
      std::filesystem::temp_directory_path() / ("amphi-" + std::to_string(getpid()) + "-" +
                                                std::to_string(reinterpret_cast<uintptr_t>(this)) +
                                                "-" + std::to_string(files_.size()) + ".mp4");
  std::ofstream out(path, std::ios::binary);
  if (!inits_[rendition].empty()) out << *inits_[rendition].front().bytes;
  for (const auto& part : parts_[rendition]) out << *part.bytes;
  files_.push_back(path.string());
  return path.string();
}

Rehearsal::Rehearsal(Pace pace, int width, int height, std::vector<PictureRendition> ladder) {
  const auto started = startGStreamer();
  EXPECT_TRUE(started) << started.error().what;
  BroadcastOptions options;
  options.width = width;
  options.height = height;
  options.ladder = std::move(ladder);
  ProductionTiming timing;
  timing.start = kStart;
  timing.now = [this] { return MediaDate(now_.load()); };
  timing.pace = pace;
  const auto events = audience_.events();
  ProductionOutput output{
      std::make_unique<PartsOutput>(options, kOriginUnixMillis, events), {}, events.onFailure};
  for (const auto& rung : options.ladder)
    output.ladder.push_back(std::make_unique<PictureParts>(rung, kOriginUnixMillis, events));
  auto made = Production::create(options, std::move(timing), std::move(output));
  base::check(made.has_value(), "a rehearsal has its encoders");
  production_ = std::move(*made);
  production_->stage().waitUntilDrawn();
}

void Rehearsal::show(Scene scene) {
  production_->stage().show(std::move(scene));
  production_->stage().waitUntilDrawn();
}

void Rehearsal::runUntil(int64_t end, const std::function<void(int64_t)>& before) {
  for (; next_ < end; ++next_) {
    now_ = dateOf(next_).count();
    if (before) before(next_);
    production_->tick(next_);
  }
}

base::Ref<GstSample> picture(int width, int height, const Colour& colour,
                             const std::string& colorimetry) {
  const Picture layout(width, height);
  auto bytes = layout.bytes();
  std::memset(bytes.data(), colour.y, layout.offset(1));
  std::memset(bytes.data() + layout.offset(1), colour.u, layout.offset(2) - layout.offset(1));
  std::memset(bytes.data() + layout.offset(2), colour.v, bytes.size() - layout.offset(2));
  const auto buffer =
      base::Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  const auto caps = base::Ref<GstCaps>::adopt(
      gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT,
                          width, "height", G_TYPE_INT, height, "framerate", GST_TYPE_FRACTION, 15,
                          1, "colorimetry", G_TYPE_STRING, colorimetry.c_str(), nullptr));
  return base::Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

std::string output(const std::string& command) {
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  std::string text;
  char buffer[65536];
  while (const size_t count = std::fread(buffer, 1, sizeof buffer, pipe.get())) {
    text.append(buffer, count);
  }
  return text;
}

std::vector<Packet> packets(const std::string& file) {
  const auto json = base::parseJson(
      output("ffprobe -v error -show_entries packet=pts,flags -of json " + file + " 2>&1"));
  std::vector<Packet> found;
  if (!json) return found;
  for (const auto& packet : base::memberAt(*json, "packets")) {
    found.push_back(
        {base::integerAt(packet, "pts"), base::textAt(packet, "flags").starts_with("K")});
  }
  return found;
}

std::vector<int> lumaOverTime(const std::string& file, int width, int height, int x, int y) {
  const auto raw = output("ffmpeg -v error -i " + file +
                          " -fps_mode passthrough -f rawvideo -pix_fmt yuv420p -");
  const auto size = static_cast<size_t>(width * height * 3 / 2);
  std::vector<int> luma;
  for (size_t at = 0; at + size <= raw.size(); at += size) {
    luma.push_back(static_cast<uint8_t>(raw[at + static_cast<size_t>(y * width + x)]));
  }
  return luma;
}

std::vector<float> samples(const std::string& file) {
  const auto raw = output("ffmpeg -v error -i " + file + " -f f32le -");
  std::vector<float> values(raw.size() / sizeof(float));
  std::memcpy(values.data(), raw.data(), values.size() * sizeof(float));
  return values;
}

}  // namespace rehearsal
