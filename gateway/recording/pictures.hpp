// SPDX-License-Identifier: Apache-2.0
// Pictures: the slides of a recording, read when they are shown.
#pragma once

#include "gateway/recording/folder.hpp"

#include <deque>
#include <memory>
#include <string>
#include <utility>

namespace gateway::recording {

class Pictures {
 public:
  /// `folder` must outlive this.
  explicit Pictures(const Folder& folder) : folder_(folder) {}

  /// SVG or PNG bytes; the PNG of a slide whose SVG is missing or cannot be read; nothing, and a
  /// warning, where there is neither. Keeps the last few.
  std::shared_ptr<const std::string> get(const std::string& name);

 private:
  std::shared_ptr<const std::string> read(const std::string& name) const;

  const Folder& folder_;
  std::deque<std::pair<std::string, std::shared_ptr<const std::string>>> kept_;
};

/// The PNG beside a slide's SVG: "…/svgs/slide3.svg" → "…/slide-3.png"; empty for another name.
std::string pngBeside(const std::string& svgName);

}  // namespace gateway::recording
