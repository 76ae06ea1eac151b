// SPDX-License-Identifier: Apache-2.0
// Recording: all that the files of a published presentation recording say, read once.
#pragma once

#include "base/result.hpp"
#include "gateway/recording/events.hpp"
#include "gateway/recording/folder.hpp"
#include "gateway/recording/ink.hpp"
#include "gateway/recording/shapes.hpp"
#include "gateway/recording/texts.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gateway::recording {

struct Recording {
  Metadata metadata;
  Shapes shapes;
  PanZooms panZooms;
  std::vector<CursorMove> cursor;
  std::vector<ScreenShare> screenShares;
  Ink ink;
  std::vector<ChatLine> chat;
  std::vector<PollResult> polls;
  std::vector<ExternalVideo> externalVideos;
  SlideTexts slideTexts;
  std::vector<Captions> captions;
};

struct MediaFiles {
  std::filesystem::path main;  ///< Cameras and all sound, or sound alone; the master clock.
  std::optional<std::filesystem::path> screen;
};

/// Files that are not there are taken as empty. Side files that make no sense are left out with a
/// warning. Fault::Peer when one of those that make the picture cannot be read.
base::Result<Recording> readRecording(const Folder& folder);

/// Fault::Caller, code `no_media`, when there is neither cameras' file nor sound.
base::Result<MediaFiles> findMedia(const Folder& folder);

/// Where a media file may be, best first.
inline constexpr std::string_view kMainMedia[] = {"video/webcams.mp4", "video/webcams.webm",
                                                  "audio/audio.webm", "audio/audio.ogg"};
inline constexpr std::string_view kScreenMedia[] = {"deskshare/deskshare.mp4",
                                                    "deskshare/deskshare.webm"};
/// Files besides media, slides and captions.
inline constexpr std::string_view kDocuments[] = {
    "metadata.xml",  "shapes.svg",     "panzooms.xml",          "cursor.xml",
    "deskshare.xml", "slides_new.xml", "tldraw.json",           "external_videos.json",
    "polls.json",    "captions.json",  "presentation_text.json"};
constexpr size_t kMostDocumentBytes = 64u << 20;

}  // namespace gateway::recording
