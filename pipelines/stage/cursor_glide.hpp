// SPDX-License-Identifier: Apache-2.0
// CursorGlide: positions come some six times a second; the pointers glide between them. Pure.
#pragma once

#include "pipelines/media_input.hpp"
#include "pipelines/stage/scene.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace pipelines {

/// In page units.
struct PagePoint {
  double x = 0, y = 0;
  bool operator==(const PagePoint&) const = default;
};

class CursorGlide {
 public:
  /// As long as BBB takes from one position to the next (bbb-session.md §3.8).
  static constexpr std::chrono::milliseconds kTime{150};

  /// From `now` on the pointers glide to where these are. New ones are there at once, those not
  /// named are gone, and on another page all are new.
  void aim(const std::string& pageId, const std::vector<CursorView>& cursors, MediaDate now);

  /// Where each pointer is, by its id.
  std::map<std::string, PagePoint> at(MediaDate now) const;
  /// The page they point at.
  const std::string& pageId() const { return pageId_; }

 private:
  struct Glide {
    PagePoint from, to;
    MediaDate start{};
    PagePoint at(MediaDate now) const;
  };
  std::string pageId_;
  std::map<std::string, Glide> glides_;
};

}  // namespace pipelines
