// SPDX-License-Identifier: Apache-2.0
// Whatever the files of a recording hold is read, left out or refused, and can be put on the stage.
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/recording/fetch.hpp"
#include "gateway/recording/folder.hpp"
#include "gateway/recording/recording.hpp"
#include "gateway/recording/subtitles.hpp"
#include "gateway/recording/timeline.hpp"

namespace {

using namespace gateway::recording;

// A value that was refused stays as it was.
template <class T>
void take(base::Result<T> read, T& into) {
  if (read) into = std::move(*read);
}

void readText(std::string_view text) {
  static_cast<void>(isOwnName(text));
  static_cast<void>(dataAddress(std::string(text)));
  static_cast<void>(recordingId(std::string(text)));
  static_cast<void>(clockTime(text));
  static_cast<void>(plainText(text));
  static_cast<void>(languageOf(text));
  static_cast<void>(since(Moment(1000), captionCues(text)).size());
}

Recording readDocuments(std::string_view text) {
  Recording recording;
  recording.shapes.slides = {{"image1", "presentation/P/svgs/slide1.svg", 1600, 900, Moment(0)}};
  take(readMetadata(text), recording.metadata);
  take(readShapes(text), recording.shapes);
  take(readPanZooms(text), recording.panZooms);
  take(readCursor(text), recording.cursor);
  take(readScreenShares(text), recording.screenShares);
  take(readInk(text), recording.ink);
  take(readChat(text), recording.chat);
  take(readPolls(text), recording.polls);
  take(readExternalVideos(text), recording.externalVideos);
  take(readSlideTexts(text), recording.slideTexts);
  take(readCaptionList(text), recording.captions);
  return recording;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  readText(text);
  auto recording = readDocuments(text);
  static_cast<void>(chatCues(recording.chat).size());
  const Timeline timeline(std::move(recording), {}, [](const std::string&) { return nullptr; });
  constexpr size_t kMostScenes = 20;
  size_t scenes = 0;
  for (const Moment time : timeline.changes()) {
    if (++scenes > kMostScenes) break;
    static_cast<void>(timeline.at(time, false));
  }
  static_cast<void>(timeline.chapters(Moment(0), std::chrono::hours(1)).size());
  return 0;
}
