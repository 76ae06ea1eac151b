// SPDX-License-Identifier: Apache-2.0
// Slides from the disk.
#include "gateway/recording/pictures.hpp"

#include "base/log.hpp"
#include "pipelines/stage/slide_image.hpp"

#include <algorithm>

namespace gateway::recording {
namespace {

constexpr size_t kKept = 8;

}  // namespace

std::string pngBeside(const std::string& svgName) {
  constexpr std::string_view kFolder = "svgs/slide", kEnd = ".svg";
  const auto at = svgName.rfind(kFolder);
  if (at == std::string::npos || !svgName.ends_with(kEnd)) return "";
  const auto number =
      svgName.substr(at + kFolder.size(), svgName.size() - at - kFolder.size() - kEnd.size());
  return svgName.substr(0, at) + "slide-" + number + ".png";
}

std::shared_ptr<const std::string> Pictures::get(const std::string& name) {
  const auto found = std::ranges::find(kept_, name, [](const auto& entry) { return entry.first; });
  if (found != kept_.end()) return found->second;
  auto picture = read(name);
  if (const auto beside = pngBeside(name); !picture && !beside.empty()) picture = read(beside);
  if (!picture) base::log::warn("recording", "a slide's picture is missing", {{"name", name}});
  kept_.emplace_back(name, picture);
  if (kept_.size() > kKept) kept_.pop_front();
  return picture;
}

std::shared_ptr<const std::string> Pictures::read(const std::string& name) const {
  auto bytes = folder_.read(name, pipelines::SlideImage::kMaxBytes);
  if (!bytes || !*bytes || !pipelines::SlideImage::read(**bytes)) return nullptr;
  return std::make_shared<const std::string>(std::move(**bytes));
}

}  // namespace gateway::recording
