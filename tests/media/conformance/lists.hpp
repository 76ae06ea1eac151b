// SPDX-License-Identifier: Apache-2.0
// Playlists read as strictly as the strictest player would.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace conformance {

/// NAME=VALUE pairs of one tag; values without their quotes.
using Attributes = std::map<std::string, std::string>;

struct Variant {
  Attributes attributes;
  std::string uri;
};

struct IndexList {
  std::vector<std::string> faults;  ///< What is malformed.
  int version = 0;
  bool isIndependent = false;
  std::vector<Attributes> media;
  std::vector<Variant> variants;
};

struct ListedPart {
  std::string uri;
  double seconds = 0;
  bool isIndependent = false;
};

struct ListedSegment {
  std::string uri;  ///< Empty: the open one.
  std::string map;
  std::string date;
  int64_t millis = 0;  ///< Of `date`.
  double seconds = 0;
  bool isDiscontinuity = false;
  bool isGap = false;
  std::vector<ListedPart> parts;
};

struct MediaList {
  std::vector<std::string> faults;
  int version = 0;
  int target = 0;
  int64_t sequence = -1, discontinuitySequence = -1;
  std::string type, control;
  double partTarget = 0;
  int64_t skipped = 0;
  bool isEnded = false;
  std::vector<ListedSegment> segments;  ///< The last may be open.
  std::vector<std::string> hints;
  std::vector<Attributes> reports;
};

IndexList readIndex(const std::string& text);
MediaList readMedia(const std::string& text);

}  // namespace conformance
