// SPDX-License-Identifier: Apache-2.0
// The takes are real: stage, x264, AAC, packagers; only time is the test's.
#include "tests/media/conformance/studio.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/check.hpp"
#include "pipelines/package/parts_output.hpp"
#include "pipelines/production.hpp"

namespace conformance {

using namespace pipelines;

namespace {

constexpr MediaDate kStart = std::chrono::seconds(5000);

BroadcastOptions options() {
  BroadcastOptions options;
  options.width = kWidth;
  options.height = kHeight;
  options.maxKilobitsPerSecond = kKilobits;
  options.ladder = {{"120p", 214, 120, 500, Rhythm::Motion},
                    {"slides", kWidth, kHeight, 100, Rhythm::Slides}};
  return options;
}

/// A camera's picture that differs at every position.
base::Ref<GstSample> pictureAt(int64_t grid) {
  constexpr int kSide = 64;
  const Picture layout(kSide, kSide);
  auto bytes = layout.bytes();
  for (size_t i = 0; i < layout.offset(1); ++i)
    bytes[i] = static_cast<uint8_t>(40 + (i * 7 + static_cast<size_t>(grid) * 13) % 160);
  const auto buffer =
      base::Ref<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
  gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
  const auto caps = base::Ref<GstCaps>::adopt(gst_caps_from_string(
      "video/x-raw,format=I420,width=64,height=64,framerate=25/1,colorimetry=bt709"));
  return base::Ref<GstSample>::adopt(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
}

}  // namespace

Take record(int64_t parts, int64_t originMillis) {
  base::check(startGStreamer().has_value(), "GStreamer starts");
  Take take;
  std::mutex mutex;  // guards take
  BroadcastEvents events;
  events.onInit = [&](Init init) {
    const std::lock_guard lock(mutex);
    take.inits.push_back(std::move(init));
  };
  events.onPart = [&](Part part) {
    const std::lock_guard lock(mutex);
    take.parts.push_back(std::move(part));
  };
  events.onFailure = [](const base::Error& error) { ADD_FAILURE() << error.what; };
  std::atomic<MediaDate::rep> now{kStart.count()};
  ProductionTiming timing{kStart, [&now] { return MediaDate(now.load()); }, Pace::Offline};
  ProductionOutput output;
  output.frames = std::make_unique<PartsOutput>(options(), originMillis, events);
  for (const auto& rung : options().ladder)
    output.ladder.push_back(std::make_unique<PictureParts>(rung, originMillis, events));
  output.onFailure = events.onFailure;
  auto made = Production::create(options(), std::move(timing), std::move(output));
  base::check(made.has_value(), "a take has its encoders");
  Scene scene;
  scene.cameras.push_back({"camera", ""});
  const auto input = (*made)->stage().addVideo("camera");
  (*made)->stage().show(scene);
  (*made)->stage().waitUntilDrawn();
  for (int64_t grid = 0; grid < parts * kFramesPerPart; ++grid) {
    const MediaDate date = kStart + grid * kFrameTime;
    now = date.count();
    input->push({pictureAt(grid), date});
    (*made)->tick(grid);
  }
  base::check((*made)->finish().has_value(), "a take comes to its end");
  std::stable_sort(take.parts.begin(), take.parts.end(),
                   [](const Part& one, const Part& two) { return one.global < two.global; });
  return take;
}

namespace {

/// A folder nobody else has; tests of one program may have several studios at once.
std::filesystem::path newFolder() {
  static int count = 0;
  return std::filesystem::temp_directory_path() /
         ("amphi-conformance-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
}

}  // namespace

Studio::Studio()
    : folder_(newFolder()),
      origin_(
          std::make_unique<gateway::Origin>(gateway::RingLimits{20, 12, 3600}, folder_.string())) {
  base::http::Routes routes;
  routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
    origin_->handle(std::move(request), std::move(responder));
  };
  auto server = base::http::Server::start({}, std::move(routes));
  base::check(server.has_value(), "loopback has a free port");
  server_ = std::move(*server);
  client_ = std::make_unique<tests::RawClient>(server_->port());
}

Studio::~Studio() {
  client_.reset();
  server_.reset();
  origin_.reset();
  std::filesystem::remove_all(folder_);
}

void Studio::open(const std::string& session, const Take& take) {
  firstMsn_ = origin_->openSession("demo", {session, {}, {}}, base::unixMillis()).firstMsn;
  for (const Init& init : take.inits) origin_->addInit("demo", init);
}

void Studio::feed(const Take& take, int64_t from, int64_t to) {
  for (const Part& part : take.parts)
    if (part.global >= from && part.global < to) origin_->addPart("demo", part);
  origin_->settle();
}

void Studio::end() {
  origin_->endStream("demo", base::unixMillis());
  origin_->settle();
}

tests::RawReply Studio::get(const std::string& target, const std::string& headers) {
  log_.push_back({target, client_->ask("GET", "/hls/demo/" + target, headers)});
  return log_.back().reply;
}

const std::string& Studio::media(const std::string& uri) {
  const auto known = media_.find(uri);
  if (known != media_.end()) return known->second;
  const auto reply = get(uri);
  EXPECT_EQ(reply.status, 200) << uri;
  return media_.emplace(uri, reply.body).first->second;
}

}  // namespace conformance
