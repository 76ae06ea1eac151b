// SPDX-License-Identifier: Apache-2.0
// Line by line; whatever is not as it should be is a fault with its words.
#include "tests/media/conformance/lists.hpp"

#include <cstdlib>
#include <ctime>
#include <functional>
#include <set>
#include <sstream>

namespace conformance {
namespace {

using Faults = std::vector<std::string>;

Attributes readAttributes(const std::string& text, Faults& faults) {
  Attributes found;
  size_t at = 0;
  while (at < text.size()) {
    const size_t equals = text.find('=', at);
    if (equals == std::string::npos) break;
    const std::string name = text.substr(at, equals - at);
    const bool isQuoted = equals + 1 < text.size() && text[equals + 1] == '"';
    const size_t end = isQuoted ? text.find('"', equals + 2) : text.find(',', equals);
    if (isQuoted && end == std::string::npos) faults.push_back("open quote: " + text);
    const size_t from = equals + (isQuoted ? 2 : 1);
    const std::string value = text.substr(from, end == std::string::npos ? end : end - from);
    if (!found.emplace(name, value).second) faults.push_back("twice in one tag: " + name);
    if (name.empty() || value.empty()) faults.push_back("empty attribute: " + text);
    at = end == std::string::npos ? text.size() : end + (isQuoted ? 2 : 1);
  }
  return found;
}

/// Calls `tag(name, value)` for tags and `uri(line)` for the rest; faults of the text as such.
void eachLine(const std::string& text, Faults& faults,
              const std::function<void(const std::string&, const std::string&)>& tag,
              const std::function<void(const std::string&)>& uri) {
  if (!text.starts_with("#EXTM3U\n")) faults.emplace_back("does not start with #EXTM3U");
  if (!text.ends_with("\n")) faults.emplace_back("no newline at the end");
  static const std::set<std::string> kOnce{"#EXTM3U",
                                           "#EXT-X-VERSION",
                                           "#EXT-X-TARGETDURATION",
                                           "#EXT-X-SERVER-CONTROL",
                                           "#EXT-X-PART-INF",
                                           "#EXT-X-MEDIA-SEQUENCE",
                                           "#EXT-X-DISCONTINUITY-SEQUENCE",
                                           "#EXT-X-PLAYLIST-TYPE",
                                           "#EXT-X-ENDLIST",
                                           "#EXT-X-SKIP",
                                           "#EXT-X-INDEPENDENT-SEGMENTS"};
  std::set<std::string> seen;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    for (const char c : line)
      if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7E)
        faults.push_back("a strange character in: " + line);
    if (line.empty() || line.ends_with(' ')) faults.push_back("blank or trailing blank: " + line);
    if (!line.starts_with("#")) {
      uri(line);
      continue;
    }
    const size_t colon = line.find(':');
    const std::string name = line.substr(0, colon);
    if (kOnce.contains(name) && !seen.insert(name).second) faults.push_back("twice: " + name);
    tag(name, colon == std::string::npos ? "" : line.substr(colon + 1));
  }
}

int64_t millisOf(const std::string& date, Faults& faults) {
  std::tm parts{};
  const char* rest = ::strptime(date.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr || *rest != '.' || std::string(rest).size() != 5 || rest[4] != 'Z') {
    faults.push_back("no date with milliseconds: " + date);
    return 0;
  }
  return static_cast<int64_t>(::timegm(&parts)) * 1000 + std::atoi(rest + 1);
}

double numberOf(const std::string& text) {
  return std::strtod(text.c_str(), nullptr);
}

/// The state between the lines of a media playlist.
class MediaReader {
 public:
  MediaList read(const std::string& text) {
    eachLine(
        text, list_.faults, [this](const auto& name, const auto& value) { onTag(name, value); },
        [this](const auto& line) { onUri(line); });
    if (!open_.parts.empty() || !open_.date.empty()) list_.segments.push_back(open_);
    return std::move(list_);
  }

 private:
  void onTag(const std::string& name, const std::string& value) {
    if (name == "#EXT-X-VERSION") list_.version = std::atoi(value.c_str());
    if (name == "#EXT-X-TARGETDURATION") list_.target = std::atoi(value.c_str());
    if (name == "#EXT-X-SERVER-CONTROL") list_.control = value;
    if (name == "#EXT-X-PART-INF") list_.partTarget = numberOf(attributes(value)["PART-TARGET"]);
    if (name == "#EXT-X-MEDIA-SEQUENCE") list_.sequence = std::atoll(value.c_str());
    if (name == "#EXT-X-DISCONTINUITY-SEQUENCE")
      list_.discontinuitySequence = std::atoll(value.c_str());
    if (name == "#EXT-X-PLAYLIST-TYPE") list_.type = value;
    if (name == "#EXT-X-ENDLIST") list_.isEnded = true;
    if (name == "#EXT-X-SKIP")
      list_.skipped = std::atoll(attributes(value)["SKIPPED-SEGMENTS"].c_str());
    if (name == "#EXT-X-PRELOAD-HINT") list_.hints.push_back(attributes(value)["URI"]);
    if (name == "#EXT-X-RENDITION-REPORT") list_.reports.push_back(attributes(value));
    onSegmentTag(name, value);
  }

  void onSegmentTag(const std::string& name, const std::string& value) {
    if (name == "#EXT-X-MAP") map_ = attributes(value)["URI"];
    if (name == "#EXT-X-DISCONTINUITY") open_.isDiscontinuity = true;
    if (name == "#EXT-X-GAP") open_.isGap = true;
    if (name == "#EXTINF") open_.seconds = numberOf(value);
    if (name == "#EXT-X-PROGRAM-DATE-TIME") {
      open_.date = value;
      open_.millis = millisOf(value, list_.faults);
    }
    if (name != "#EXT-X-PART") return;
    if (map_.empty()) list_.faults.emplace_back("a part before any map");
    if (open_.date.empty()) list_.faults.emplace_back("a part before its segment's date");
    if (open_.seconds != 0) list_.faults.emplace_back("a part behind its EXTINF");
    auto part = attributes(value);
    open_.parts.push_back({part["URI"], numberOf(part["DURATION"]), part["INDEPENDENT"] == "YES"});
    open_.map = map_;
  }

  void onUri(const std::string& line) {
    if (open_.seconds == 0) list_.faults.push_back("a segment without EXTINF: " + line);
    if (list_.sequence < 0 || list_.discontinuitySequence < 0)
      list_.faults.emplace_back("a segment before the sequence tags");
    open_.uri = line;
    open_.map = map_;
    list_.segments.push_back(open_);
    open_ = {};
  }

  Attributes attributes(const std::string& value) { return readAttributes(value, list_.faults); }

  MediaList list_;
  ListedSegment open_;
  std::string map_;
};

}  // namespace

IndexList readIndex(const std::string& text) {
  IndexList list;
  bool isVariantOpen = false;
  eachLine(
      text, list.faults,
      [&](const std::string& name, const std::string& value) {
        if (name == "#EXT-X-VERSION") list.version = std::atoi(value.c_str());
        if (name == "#EXT-X-INDEPENDENT-SEGMENTS") list.isIndependent = true;
        if (name == "#EXT-X-MEDIA") list.media.push_back(readAttributes(value, list.faults));
        if (name == "#EXTINF" || name == "#EXT-X-TARGETDURATION")
          list.faults.push_back("a media playlist's tag: " + name);
        if (name != "#EXT-X-STREAM-INF") return;
        list.variants.push_back({readAttributes(value, list.faults), ""});
        isVariantOpen = true;
      },
      [&](const std::string& line) {
        if (!isVariantOpen) list.faults.push_back("a URI without its tag: " + line);
        if (isVariantOpen) list.variants.back().uri = line;
        isVariantOpen = false;
      });
  return list;
}

MediaList readMedia(const std::string& text) {
  return MediaReader().read(text);
}

}  // namespace conformance
