// SPDX-License-Identifier: Apache-2.0
// Plain files and one line of JSON for each.
#include "gateway/origin/shelf.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "base/json.hpp"

namespace gateway {
namespace {

namespace fs = std::filesystem;
using base::Json;

constexpr const char* kJournal = "journal.jsonl";
constexpr uint64_t kMostFileBytes = 64u << 20;
constexpr size_t kMostLineBytes = 4096;
constexpr int64_t kMostTicks = int64_t{3600} * 90000;

base::Error diskError(const std::string& path) {
  return {base::Fault::Internal, "cannot write " + path + ": " + std::strerror(errno), "disk"};
}

Json lineOf(const OriginSession& session) {
  return {{"session", session.name},
          {"first_msn", session.firstMsn},
          {"discontinuity", session.discontinuity}};
}

Json lineOf(const ShelvedInit& shelved) {
  const pipelines::Init& init = shelved.init;
  return {{"init", shelved.uri},
          {"rendition", init.rendition.name},
          {"sound", init.rendition.medium == pipelines::Medium::Sound},
          {"codecs", init.codecs},
          {"width", init.width},
          {"height", init.height},
          {"frame_rate", init.frameRate},
          {"bits_per_second", init.bitsPerSecond}};
}

Json lineOf(const ShelvedSegment& shelved) {
  const OriginSegment& segment = shelved.segment;
  return {{"segment", segment.uri},
          {"rendition", shelved.rendition.name},
          {"sound", shelved.rendition.medium == pipelines::Medium::Sound},
          {"init", shelved.initUri},
          {"msn", segment.msn},
          {"ms", segment.unixMillis},
          {"ticks", segment.ticks},
          {"bytes", segment.bytes},
          {"discontinuity", segment.discontinuity},
          {"gap", segment.gap},
          {"global", segment.lastGlobal}};
}

Json lineOf(const ShelvedEnd& end) {
  return {{"end", end.unixMillis}};
}

pipelines::Rendition renditionOf(const Json& line) {
  return {base::boolAt(line, "sound") ? pipelines::Medium::Sound : pipelines::Medium::Picture,
          base::textAt(line, "rendition")};
}

OriginSession sessionOf(const Json& line) {
  return {base::textAt(line, "session"), base::integerAt(line, "first_msn"),
          base::integerAt(line, "discontinuity")};
}

ShelvedInit initOf(const Json& line) {
  ShelvedInit shelved;
  shelved.uri = base::textAt(line, "init");
  shelved.init.rendition = renditionOf(line);
  shelved.init.codecs = base::textAt(line, "codecs");
  shelved.init.width = static_cast<int>(base::integerAt(line, "width"));
  shelved.init.height = static_cast<int>(base::integerAt(line, "height"));
  shelved.init.frameRate = base::numberAt(line, "frame_rate");
  shelved.init.bitsPerSecond = static_cast<int>(base::integerAt(line, "bits_per_second"));
  return shelved;
}

ShelvedSegment segmentOf(const Json& line) {
  ShelvedSegment shelved;
  shelved.rendition = renditionOf(line);
  shelved.initUri = base::textAt(line, "init");
  OriginSegment& segment = shelved.segment;
  segment.uri = base::textAt(line, "segment");
  segment.msn = base::integerAt(line, "msn");
  segment.unixMillis = base::integerAt(line, "ms");
  segment.ticks = std::clamp<int64_t>(base::integerAt(line, "ticks"), 0, kMostTicks);
  segment.bytes = base::integerAt(line, "bytes");
  segment.discontinuity = base::boolAt(line, "discontinuity");
  segment.gap = base::boolAt(line, "gap");
  segment.lastGlobal = base::integerAt(line, "global", -1);
  segment.closed = true;
  segment.shelved = true;
  return shelved;
}

/// The file a note stands for, or "" for none.
std::string fileOf(const ShelfNote& note) {
  if (const auto* init = std::get_if<ShelvedInit>(&note)) return init->uri;
  const auto* shelved = std::get_if<ShelvedSegment>(&note);
  return shelved == nullptr || shelved->segment.gap ? "" : shelved->segment.uri;
}

std::optional<ShelfNote> noteOf(const std::string& text) {
  const auto line = base::parseJson(text, kMostLineBytes);
  if (!line) return std::nullopt;
  if (line->contains("segment")) return segmentOf(*line);
  if (line->contains("init")) return initOf(*line);
  if (line->contains("session")) return sessionOf(*line);
  if (line->contains("end")) return ShelvedEnd{base::integerAt(*line, "end")};
  return std::nullopt;
}

}  // namespace

bool isShelfUri(std::string_view uri) {
  const auto isPlain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/';
  };
  return !uri.empty() && uri.size() < 128 && uri.front() != '/' && uri.front() != '.' &&
         uri.find("..") == std::string_view::npos && std::all_of(uri.begin(), uri.end(), isPlain);
}

base::Result<void> Shelf::put(const ShelfNote& note, const std::vector<base::http::Body>& bytes) {
  const std::string uri = fileOf(note);
  std::error_code fault;
  fs::create_directories(uri.empty() ? fs::path(folder_) : fs::path(pathOf(uri)).parent_path(),
                         fault);
  if (fault) return diskError(folder_);
  if (!uri.empty()) {
    std::ofstream file(pathOf(uri), std::ios::binary | std::ios::trunc);
    for (const auto& chunk : bytes)
      file.write(chunk->data(), static_cast<std::streamsize>(chunk->size()));
    file.close();
    if (!file) return diskError(pathOf(uri));
  }
  std::ofstream journal(pathOf(kJournal), std::ios::binary | std::ios::app);
  journal << base::compact(std::visit([](const auto& one) { return lineOf(one); }, note)) << '\n';
  journal.close();
  if (!journal) return diskError(pathOf(kJournal));
  return {};
}

base::Result<std::string> Shelf::read(const std::string& uri) const {
  const base::Error missing{base::Fault::Internal, "there is no file " + uri, "disk"};
  std::error_code fault;
  const auto size = isShelfUri(uri) ? fs::file_size(pathOf(uri), fault) : 0;
  if (fault || size == 0 || size > kMostFileBytes) return missing;
  std::string bytes(size, '\0');
  std::ifstream file(pathOf(uri), std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return missing;
  return bytes;
}

void Shelf::remove(const std::string& uri) const {
  std::error_code ignored;
  if (isShelfUri(uri)) fs::remove(pathOf(uri), ignored);
}

void Shelf::clear() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<ShelfNote> Shelf::load() const {
  std::vector<ShelfNote> notes;
  std::ifstream journal(pathOf(kJournal), std::ios::binary);
  for (std::string text; std::getline(journal, text);) {
    auto note = noteOf(text);
    if (!note) continue;
    const std::string uri = fileOf(*note);
    std::error_code fault;
    if (!uri.empty() && (!isShelfUri(uri) || !fs::exists(pathOf(uri), fault))) continue;
    if (auto* shelved = std::get_if<ShelvedInit>(&*note)) {
      auto bytes = read(shelved->uri);
      if (!bytes) continue;
      shelved->init.bytes = base::http::body(std::move(*bytes));
    }
    notes.push_back(std::move(*note));
  }
  return notes;
}

}  // namespace gateway
