// SPDX-License-Identifier: Apache-2.0
// Slates and scenes.
#include "gateway/worker/scene_maker.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

#include "base/log.hpp"

namespace gateway {
namespace {

using pipelines::LayoutKind;

struct Sentence {
  std::string_view french, english;
  std::string_view in(std::string_view language) const {
    return language == "fr" ? french : english;
  }
};

constexpr Sentence kVideoPlays{"Vidéo regardée dans la réunion, non rediffusée ici.",
                               "A video watched in the meeting; it is not shown here."};
constexpr Sentence kVideoRests{"Vidéo partagée dans la réunion, en pause.",
                               "A video shared in the meeting, paused."};
constexpr Sentence kNotes{"La réunion affiche ses notes partagées, non rediffusées ici.",
                          "The meeting shows its shared notes; they are not shown here."};

Sentence sentenceOf(Slate slate) {
  switch (slate) {
    case Slate::None:
      return {"", ""};
    case Slate::Joining:
      return {"Le direct commence dans un instant.", "We will be live in a moment."};
    case Slate::Lobby:
      return {"Le direct commencera dès qu’un modérateur l’aura accepté.",
              "We will be live as soon as a moderator lets us in."};
    case Slate::NotRunning:
      return {"Le cours n’a pas encore commencé.", "The lecture has not begun yet."};
    case Slate::Paused:
      return {"Pause, le direct reprend bientôt.", "A break; we will be back soon."};
    case Slate::Interrupted:
      return {"Interruption technique, le direct reprend bientôt.",
              "Technical break, we will be back soon."};
    case Slate::Ended:
      return {"Le direct est terminé. Merci !", "The broadcast is over. Thank you!"};
    case Slate::Failed:
      return {"Le direct est indisponible.", "The broadcast is not available."};
  }
  return {"", ""};
}

struct Kind {
  std::string_view word;
  LayoutKind kind;
};

constexpr std::array kOurs = {
    Kind{"custom", LayoutKind::Custom},
    Kind{"smart", LayoutKind::Smart},
    Kind{"presentation_focus", LayoutKind::PresentationFocus},
    Kind{"side_by_side", LayoutKind::SideBySide},
    Kind{"picture_in_picture", LayoutKind::PictureInPicture},
    Kind{"cameras_only", LayoutKind::CamerasOnly},
    Kind{"content_only", LayoutKind::ContentOnly},
};

// BBB's keys. Where its viewers would see chat or plugins, listeners see what there is to see.
constexpr std::array kTheirs = {
    Kind{"CUSTOM_LAYOUT", LayoutKind::Custom},
    Kind{"SMART_LAYOUT", LayoutKind::Smart},
    Kind{"PRESENTATION_FOCUS", LayoutKind::PresentationFocus},
    Kind{"VIDEO_FOCUS", LayoutKind::SideBySide},
    Kind{"CAMERAS_ONLY", LayoutKind::CamerasOnly},
    Kind{"PRESENTATION_ONLY", LayoutKind::ContentOnly},
    Kind{"PARTICIPANTS_AND_CHAT_ONLY", LayoutKind::Smart},
    Kind{"PARTICIPANTS_CHAT_ONLY", LayoutKind::Smart},
    Kind{"MEDIA_ONLY", LayoutKind::Smart},
    Kind{"PLUGINS_ONLY", LayoutKind::Smart},
};

LayoutKind kindIn(const auto& table, std::string_view word, LayoutKind fallback) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Kind& kind) { return kind.word == word; });
  return found == table.end() ? fallback : found->kind;
}

pipelines::DockPlacement dockFrom(std::string_view placement) {
  using pipelines::DockPlacement;
  if (placement == "contentRight") return DockPlacement::Right;
  if (placement == "contentBottom") return DockPlacement::Bottom;
  // `sidebarContentBottom` lies under a chat that the stage does not have: at the same edge.
  if (placement == "contentLeft" || placement == "sidebarContentBottom") return DockPlacement::Left;
  return DockPlacement::Top;
}

// Until the server names a colour, and where it names none that can be read.
pipelines::Colour colourFrom(const std::string& text) {
  unsigned rgb = 0;
  int read = 0;
  if (text.size() == 7 && std::sscanf(text.c_str(), "#%6x%n", &rgb, &read) == 1 && read == 7)
    return pipelines::colourOf(rgb);
  return pipelines::CameraView{}.colour;
}

pipelines::SlideView slideFrom(const StageFacts& facts) {
  auto out = slideViewFrom(*facts.page, facts.pageImage);
  out.whiteboard = facts.whiteboard;
  for (const auto& cursor : facts.cursors)
    out.cursors.push_back({cursor.userId, cursor.name, cursor.x, cursor.y, cursor.isPresenter});
  return out;
}

pipelines::CameraView tileFrom(const StageFacts& facts, const Camera& camera) {
  pipelines::CameraView tile;
  tile.id = camera.streamId;
  tile.name = camera.name;
  tile.hasPicture = facts.flowing.contains(camera.streamId);
  tile.isSpeaking = facts.speaking.contains(camera.userId);
  tile.isScreen = camera.isScreen;
  tile.colour = colourFrom(camera.colour);
  return tile;
}

// Who presents or speaks without a camera: a tile with initials, where cameras are all there is.
void addFaceless(const StageFacts& facts, std::vector<pipelines::CameraView>& tiles) {
  for (const auto& person : facts.people) {
    const bool isSpeaking = facts.speaking.contains(person.userId);
    const bool hasCamera =
        std::any_of(facts.cameras.begin(), facts.cameras.end(),
                    [&](const Camera& camera) { return camera.userId == person.userId; });
    if (hasCamera || !(person.isPresenter || isSpeaking)) continue;
    pipelines::CameraView tile;
    tile.id = "person:" + person.userId;
    tile.name = person.name;
    tile.hasPicture = false;
    tile.isSpeaking = isSpeaking;
    tile.colour = colourFrom(person.colour);
    tiles.push_back(std::move(tile));
  }
}

pipelines::SlateView slateFrom(const StageFacts& facts, Slate slate) {
  pipelines::SlateView out{facts.title, std::string(slateSentence(slate, facts.language)), ""};
  const bool isBefore =
      slate == Slate::Joining || slate == Slate::Lobby || slate == Slate::NotRunning;
  if (isBefore && facts.startsAtMs && *facts.startsAtMs > facts.nowMs)
    out.countdown = countdownText(*facts.startsAtMs - facts.nowMs);
  return out;
}

void addContent(const StageFacts& facts, pipelines::Scene& scene) {
  const auto said = [&](const Sentence& sentence) {
    return std::string(sentence.in(facts.language));
  };
  if (facts.areNotesPinned)
    scene.externalVideo = pipelines::ExternalVideoView{"", said(kNotes), false};
  else if (const auto& video = facts.externalVideo)
    scene.externalVideo = pipelines::ExternalVideoView{
        video->url, said(video->isPlaying ? kVideoPlays : kVideoRests), video->isPlaying};
  if (facts.page) scene.slide = slideFrom(facts);
  const auto& screen = facts.screen;
  if (!screen || !facts.flowing.contains(screen->stream)) return;
  if (facts.layout.isScreenAsContent) {
    scene.screen = pipelines::ScreenView{screen->stream};
    return;
  }
  pipelines::CameraView tile;
  tile.id = screen->stream;
  tile.isScreen = !screen->isCamera;
  scene.cameras.push_back(std::move(tile));
}

}  // namespace

std::string_view slateSentence(Slate slate, std::string_view language) {
  return sentenceOf(slate).in(language);
}

std::string countdownText(int64_t millis) {
  const int64_t seconds = std::max<int64_t>(0, (millis + 999) / 1000);
  const auto hours = static_cast<long long>(seconds / 3600);
  const int minutes = static_cast<int>(seconds / 60 % 60);
  const int rest = static_cast<int>(seconds % 60);
  std::array<char, 40> text{};
  if (hours > 0)
    std::snprintf(text.data(), text.size(), "%lld:%02d:%02d", hours, minutes, rest);
  else
    std::snprintf(text.data(), text.size(), "%d:%02d", minutes, rest);
  return text.data();
}

pipelines::SlideView slideViewFrom(const Page& page, std::shared_ptr<const std::string> image) {
  pipelines::SlideView out;
  out.pageId = page.pageId;
  out.image = std::move(image);
  // Rows may come without sizes while BBB converts a document; the defaults then draw a plain page.
  if (page.width > 0 && page.height > 0) {
    out.pageWidth = page.width;
    out.pageHeight = page.height;
    out.viewWidth = page.width;
    out.viewHeight = page.height;
  }
  if (page.viewWidth > 0 && page.viewHeight > 0) {
    out.viewWidth = page.viewWidth;
    out.viewHeight = page.viewHeight;
  }
  out.xOffset = page.xOffset;
  out.yOffset = page.yOffset;
  out.isFittedToWidth = page.isFitToWidth;
  return out;
}

// Its document is the same, so its size most likely is, too; it begins in full view.
Page pageAhead(const Page& page, int ahead) {
  Page next = page;
  next.number += ahead;
  next.pageId = page.presentationId + "/" + std::to_string(next.number);
  next.xOffset = next.yOffset = 0;
  next.viewWidth = next.width;
  next.viewHeight = next.height;
  return next;
}

std::shared_ptr<const std::string> readLogo(const std::string& path) {
  constexpr size_t kMostBytes = 1u << 20;
  if (path.empty()) return nullptr;
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kMostBytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(std::max<std::streamsize>(0, file.gcount())));
  if (bytes.empty() || bytes.size() > kMostBytes) {
    base::log::warn("stream", "the logo cannot be read, or is over 1 MiB", {{"path", path}});
    return nullptr;
  }
  return std::make_shared<const std::string>(std::move(bytes));
}

pipelines::LayoutView layoutViewFrom(const MeetingLayout& layout, std::string_view word) {
  pipelines::LayoutView view;
  view.dock = dockFrom(layout.dockPlacement);
  view.dockShare = std::clamp(layout.dockShare, 0.0, 0.8);
  view.isContentHidden = layout.isPresentationMinimized;
  view.focusedCamera = layout.focusedCamera;
  view.kind = kindIn(kTheirs, layout.type, LayoutKind::Custom);
  if (word != "meeting") view.kind = kindIn(kOurs, word, view.kind);
  // Staff that asks for the content wants to see it.
  if (view.kind == LayoutKind::ContentOnly) view.isContentHidden = false;
  return view;
}

pipelines::Scene sceneFrom(const StageFacts& facts) {
  pipelines::Scene scene;
  if (facts.look.hasTitle) scene.branding.title = facts.title;
  if (facts.look.hasLogo) scene.branding.logo = facts.logo;
  const bool isPaused = facts.look.isPaused && facts.slate == Slate::None;
  if (const auto slate = isPaused ? Slate::Paused : facts.slate; slate != Slate::None) {
    scene.slate = slateFrom(facts, slate);
    return scene;
  }
  scene.layout = layoutViewFrom(facts.layout, facts.look.layout);
  for (const auto& camera : facts.cameras) {
    const bool isContent = camera.isContent && facts.flowing.contains(camera.streamId);
    if (isContent && !scene.screen)
      scene.screen = pipelines::ScreenView{camera.streamId};
    else
      scene.cameras.push_back(tileFrom(facts, camera));
  }
  if (scene.layout.kind == LayoutKind::CamerasOnly) addFaceless(facts, scene.cameras);
  addContent(facts, scene);
  return scene;
}

}  // namespace gateway
