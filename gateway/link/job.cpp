// SPDX-License-Identifier: Apache-2.0
// The job line, written and read back with checks.
#include "gateway/link/job.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "gateway/link/messages.hpp"

namespace gateway {
namespace {

// A picture smaller than this has no room for a slide; larger than 4K no listener asked for.
constexpr int64_t kLeastPixels = 160;
constexpr int64_t kMostPixels = 3840;
constexpr int64_t kLeastKilobits = 100;
constexpr int64_t kMostKilobits = 50000;
constexpr int64_t kMostCameras = 16;

base::Error wrong(const char* member) {
  return {base::Fault::Caller,
          std::string("the worker's job has a missing or wrong member '") + member + "'",
          "bad_job"};
}

bool isWebUrl(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

bool isPixels(int64_t value) {
  return value >= kLeastPixels && value <= kMostPixels && value % 2 == 0;
}

}  // namespace

base::Result<WorkerJob> parseJob(std::string_view line) {
  auto json = base::parseJson(line, kMaxJobBytes);
  if (!json || !json->is_object())
    return base::Error{base::Fault::Caller, "the worker's job is not a JSON object", "bad_job"};
  WorkerJob job;
  job.slug = base::textAt(*json, "slug");
  if (!isSlug(job.slug)) return wrong("slug");
  job.title = clip(base::textAt(*json, "title", job.slug), kMaxNameBytes);
  job.joinUrl = base::textAt(*json, "join_url");
  if (!isWebUrl(job.joinUrl)) return wrong("join_url");
  job.plainJoinUrl = base::textAt(*json, "plain_join_url");
  if (!job.plainJoinUrl.empty() && !isWebUrl(job.plainJoinUrl)) return wrong("plain_join_url");
  job.socket = base::textAt(*json, "socket");
  if (!job.socket.starts_with('/')) return wrong("socket");
  job.language = base::textAt(*json, "language", "fr");
  if (job.language != "fr" && job.language != "en") return wrong("language");
  const int64_t width = base::integerAt(*json, "width", job.width);
  const int64_t height = base::integerAt(*json, "height", job.height);
  if (!isPixels(width)) return wrong("width");
  if (!isPixels(height)) return wrong("height");
  job.width = static_cast<int>(width);
  job.height = static_cast<int>(height);
  const int64_t kilobits = base::integerAt(*json, "max_kbps", job.maxKilobitsPerSecond);
  if (kilobits < kLeastKilobits || kilobits > kMostKilobits) return wrong("max_kbps");
  job.maxKilobitsPerSecond = static_cast<int>(kilobits);
  auto ladder = ladderOf(base::memberAt(*json, "ladder"));
  if (!ladder) return wrong("ladder");
  job.ladder = std::move(*ladder);
  job.chatSinceMs = std::max<int64_t>(0, base::integerAt(*json, "chat_since_ms"));
  job.startsAtMs = std::max<int64_t>(0, base::integerAt(*json, "starts_at_ms"));
  const int64_t cameras = base::integerAt(*json, "max_cameras", job.maxCameras);
  if (cameras < 0 || cameras > kMostCameras) return wrong("max_cameras");
  job.maxCameras = static_cast<int>(cameras);
  job.look.layout = base::textAt(*json, "layout", job.look.layout);
  if (!base::isLayoutWord(job.look.layout)) return wrong("layout");
  job.look.isPaused = base::boolAt(*json, "paused");
  job.look.hasTitle = base::boolAt(*json, "title_shown");
  job.look.hasLogo = base::boolAt(*json, "logo_shown");
  job.logo = base::textAt(*json, "logo");
  job.recordFolder = base::textAt(*json, "record_folder");
  if (!job.recordFolder.empty() && !job.recordFolder.starts_with('/'))
    return wrong("record_folder");
  job.recordLeastFreeBytes = std::max<int64_t>(0, base::integerAt(*json, "record_least_free"));
  if (const auto& outputs = base::memberAt(*json, "outputs"); !outputs.is_null()) {
    auto wanted = readWanted(outputs);
    if (!wanted) return wrong("outputs");
    job.outputs = std::move(*wanted);
  }
  job.botName = clip(base::textAt(*json, "bot_name", job.botName), kMaxNameBytes);
  return job;
}

std::string jobLine(const WorkerJob& job) {
  const base::Json json{{"slug", job.slug},
                        {"title", job.title},
                        {"join_url", job.joinUrl},
                        {"socket", job.socket},
                        {"language", job.language},
                        {"width", job.width},
                        {"height", job.height},
                        {"max_kbps", job.maxKilobitsPerSecond},
                        {"ladder", toJson(job.ladder)},
                        {"bot_name", job.botName},
                        {"chat_since_ms", job.chatSinceMs},
                        {"plain_join_url", job.plainJoinUrl},
                        {"starts_at_ms", job.startsAtMs},
                        {"max_cameras", job.maxCameras},
                        {"layout", job.look.layout},
                        {"paused", job.look.isPaused},
                        {"title_shown", job.look.hasTitle},
                        {"logo_shown", job.look.hasLogo},
                        {"logo", job.logo},
                        {"record_folder", job.recordFolder},
                        {"record_least_free", job.recordLeastFreeBytes},
                        {"outputs", toJson(job.outputs)}};
  return base::compact(json) + "\n";
}

}  // namespace gateway
