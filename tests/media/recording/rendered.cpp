// SPDX-License-Identifier: Apache-2.0
// Runs make_recording.py and ffmpeg.
#include "tests/media/recording/rendered.hpp"

#include "pipelines/gst.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace rendered {
namespace {

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

}  // namespace

TemporaryFolder::TemporaryFolder() {
  auto name = (std::filesystem::temp_directory_path() / "amphi-recording-XXXXXX").string();
  base::check(::mkdtemp(name.data()) != nullptr, "there is room for a test's files");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::ostream& operator<<(std::ostream& out, const Pixel& pixel) {
  return out << "rgb(" << pixel.red << ", " << pixel.green << ", " << pixel.blue << ")";
}

bool isNear(const Pixel& pixel, const Pixel& expected) {
  constexpr int kCodec = 24;  // Steps that quantizer 23 and the way over I420 may move a colour.
  return std::abs(pixel.red - expected.red) <= kCodec &&
         std::abs(pixel.green - expected.green) <= kCodec &&
         std::abs(pixel.blue - expected.blue) <= kCodec;
}

Rendered::Rendered(const std::string& options, const gateway::recording::MovieWish& wish) {
  make(options);
  const auto done = render(wish);
  EXPECT_TRUE(done) << done.error().what;
}

void Rendered::make(const std::string& options) {
  const auto started = pipelines::startGStreamer(pipelines::GStreamerLog::Errors);
  ASSERT_TRUE(started) << started.error().what;
  const auto said = output("python3 tests/media/recording/make_recording.py " + folder().string() +
                           " " + options + " 2>&1");
  ASSERT_EQ(said, "");
}

base::Result<pipelines::RenderReport> Rendered::render(gateway::recording::MovieWish wish) {
  wish.path = movie();
  wish.width = kWidth;
  wish.height = kHeight;
  pixels_.clear();
  const auto opened = gateway::recording::Folder::open(folder());
  if (!opened) return opened.error();
  auto plan = gateway::recording::planMovie(*opened, wish);
  if (!plan) return std::move(plan).error();
  auto report = pipelines::render(std::move(*plan), [](double) { return true; });
  if (report) report_ = *report;
  return report;
}

void Rendered::decode() {
  if (!pixels_.empty()) return;
  pixels_ =
      output("ffmpeg -v error -i " + movie().string() + " -r 25 -f rawvideo -pix_fmt rgb24 -");
}

size_t Rendered::frames() {
  decode();
  return pixels_.size() / (kWidth * kHeight * 3);
}

Pixel Rendered::at(double seconds, double x, double y) {
  decode();
  const auto frame = static_cast<size_t>(std::lround(seconds * 25));
  const auto column = static_cast<size_t>(x * kWidth), row = static_cast<size_t>(y * kHeight);
  const size_t place = ((frame * kHeight + row) * kWidth + column) * 3;
  if (place + 3 > pixels_.size()) return {-1, -1, -1};
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(pixels_[place + i]); };
  return {byte(0), byte(1), byte(2)};
}

std::vector<float> Rendered::sound() const {
  const auto raw = output("ffmpeg -v error -i " + movie().string() + " -map 0:a -ac 1 -f f32le -");
  std::vector<float> samples(raw.size() / sizeof(float));
  std::memcpy(samples.data(), raw.data(), samples.size() * sizeof(float));
  return samples;
}

base::Json Rendered::probe(const std::string& entries) const {
  const auto json = base::parseJson(
      output("ffprobe -v error " + entries + " -of json " + movie().string() + " 2>&1"));
  return json ? *json : base::Json();
}

}  // namespace rendered
