// SPDX-License-Identifier: Apache-2.0
// Which file holds what.
#include "gateway/recording/recording.hpp"

#include "base/log.hpp"

#include <utility>

namespace gateway::recording {
namespace {

using base::Result;

// The value of a file; `T{}` where there is none.
template <class T>
Result<T> readWith(const Folder& folder, std::string_view name,
                   Result<T> (*reader)(std::string_view)) {
  auto text = folder.read(name, kMostDocumentBytes);
  if (!text) return std::move(text).error();
  if (!*text) return T{};
  return reader(**text);
}

// The same, where the movie can do without.
template <class T>
T readAside(const Folder& folder, std::string_view name, Result<T> (*reader)(std::string_view)) {
  auto value = readWith(folder, name, reader);
  if (!value) {
    base::log::failure("recording", "a side file is left out", value.error());
    return T{};
  }
  return std::move(*value);
}

template <class T>
Result<void> readInto(T& value, const Folder& folder, std::string_view name,
                      Result<T> (*reader)(std::string_view)) {
  auto read = readWith(folder, name, reader);
  if (!read) return std::move(read).error();
  value = std::move(*read);
  return {};
}

}  // namespace

Result<Recording> readRecording(const Folder& folder) {
  Recording found;
  auto done = readInto(found.metadata, folder, "metadata.xml", readMetadata);
  if (done) done = readInto(found.shapes, folder, "shapes.svg", readShapes);
  if (done) done = readInto(found.panZooms, folder, "panzooms.xml", readPanZooms);
  if (done) done = readInto(found.cursor, folder, "cursor.xml", readCursor);
  if (done) done = readInto(found.screenShares, folder, "deskshare.xml", readScreenShares);
  if (done) done = readInto(found.ink, folder, "tldraw.json", readInk);
  if (!done) return std::move(done).error();
  found.chat = readAside(folder, "slides_new.xml", readChat);
  found.polls = readAside(folder, "polls.json", readPolls);
  found.externalVideos = readAside(folder, "external_videos.json", readExternalVideos);
  found.slideTexts = readAside(folder, "presentation_text.json", readSlideTexts);
  found.captions = readAside(folder, "captions.json", readCaptionList);
  return found;
}

Result<MediaFiles> findMedia(const Folder& folder) {
  MediaFiles found;
  for (const auto name : kMainMedia) {
    const auto file = folder.find(name);
    if (file && found.main.empty()) found.main = *file;
  }
  if (found.main.empty()) {
    return base::Error{base::Fault::Caller,
                       "the recording has neither video/webcams.* nor audio/audio.*", "no_media"};
  }
  for (const auto name : kScreenMedia) {
    if (!found.screen) found.screen = folder.find(name);
  }
  return found;
}

}  // namespace gateway::recording
