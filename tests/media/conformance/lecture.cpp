// SPDX-License-Identifier: Apache-2.0
// A worker, killed; another; the end.
#include "tests/media/conformance/lecture.hpp"

#include "base/clock.hpp"
#include "pipelines/grid.hpp"

namespace conformance {
namespace {

constexpr int64_t kFirst = 6 + 12 * 8 + 5;  // killed in its tenth segment
constexpr int64_t kSecond = 6 + 12 * 3;

Snapshot look(Studio& studio, const std::string& name, const std::string& query = "",
              const std::string& prefix = "") {
  const auto reply = studio.get(prefix + name + ".m3u8" + query);
  return {name, reply.body, readMedia(reply.body)};
}

/// Every part is handed out alone, and every rendition looked at, its newest media fetched.
void play(Lecture& lecture, const Take& take, int64_t parts) {
  for (int64_t part = 0; part < parts; ++part) {
    lecture.studio.feed(take, part, part + 1);
    if (lecture.live.empty() && part < 5) continue;  // nothing to start with
    for (const auto& name : kLists) {
      lecture.live.push_back(look(lecture.studio, name));
      for (const auto& segment : lecture.live.back().list.segments)
        for (const auto& listed : segment.parts) lecture.studio.media(listed.uri);
    }
  }
}

}  // namespace

Lecture::Lecture() {
  const int64_t now = base::unixMillis() / 1000 * 1000;
  const Take first = record(kFirst, now);
  const Take second = record(kSecond, now + kFirst * pipelines::kPartTime.count() + 1400);
  studio.open("aaaaaaaa", first);
  play(*this, first, kFirst);
  studio.open("bbbbbbbb", second);
  play(*this, second, kSecond);
  index = studio.get("index.m3u8").body;
  for (const auto& name : kLists) {
    rewound.push_back(look(studio, name));
    deltas.push_back(look(studio, name, "?_HLS_skip=YES"));
  }
  for (const Snapshot& shot : rewound)
    for (const auto& segment : shot.list.segments) {
      studio.media(segment.map);
      if (!segment.uri.empty()) studio.media(segment.uri);
    }
  studio.end();
  for (const auto& name : kLists) {
    ended.push_back(look(studio, name));
    vod.push_back(look(studio, name, "", "vod-"));
  }
}

Lecture& lecture() {
  static Lecture recorded;
  return recorded;
}

}  // namespace conformance
