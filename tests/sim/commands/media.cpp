// SPDX-License-Identifier: Apache-2.0
// Commands about cameras, voices, the shared screen and a shared video.
#include "base/clock.hpp"
#include "tests/sim/commands/table.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

constexpr std::array<const char*, 8> kPeople = {"Ada Martin", "Benoît Leroy", "Chloé Petit",
                                                "David Roux", "Emma Girard",  "Fatou Diop",
                                                "Hugo Blanc", "Inès Faure"};

std::string personBehind(int which) {
  const auto index = static_cast<std::size_t>(which);
  return index < kPeople.size() ? kPeople.at(index) : "Invité " + std::to_string(which + 1);
}

base::Result<void> camera(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  const std::int64_t which = numberOf(command, "which");
  if (which < 0 || which >= kMostCameras) return refused("which must be 0..63");
  const int source = static_cast<int>(which);
  const auto shows = [source](const Camera& camera) { return camera.source == source; };
  const auto known = std::find_if(meeting.cameras.begin(), meeting.cameras.end(), shows);
  if (!flagOf(command, "on", true)) {
    std::erase_if(meeting.cameras, shows);
    return {};
  }
  const std::string device = textOf(command, "device", std::to_string(source));
  Camera& on =
      known == meeting.cameras.end() ? cameraOn(stage.world, meeting, source, device) : *known;
  on.showAsContent = flagOf(command, "content", on.showAsContent);
  on.streamId = textOf(command, "stream", on.streamId);
  return {};
}

base::Result<void> microphone(const Json& command, const Stage& stage) {
  const bool on = flagOf(command, "on", true);
  stage.hooks.microphone(on);
  User* presenter = stage.meeting.presenter();
  if (presenter == nullptr) return {};
  stage.world.talk(stage.meeting, *presenter, on);
  presenter->voice->muted = !on;
  return {};
}

base::Result<void> talk(const Json& command, const Stage& stage) {
  User* user = actor(command, stage.meeting);
  if (user == nullptr) return refused("nobody of that name is here");
  stage.world.talk(stage.meeting, *user, flagOf(command, "on", true));
  return {};
}

void stopExternal(Meeting& meeting, std::int64_t now) {
  if (!meeting.showsExternalVideo()) return;
  meeting.externalVideo->stoppedAt = meeting.externalVideo->updatedAt = now;
  meeting.externalVideo->playing = false;
}

base::Result<void> screen(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  const std::int64_t now = base::unixMillis();
  meeting.screenshare.reset();
  if (!flagOf(command, "on", true)) return {};
  const std::string content = textOf(command, "content", "screenshare");
  if (content != "screenshare" && content != "camera") {
    return refused("content must be screenshare or camera");
  }
  stopExternal(meeting, now);
  meeting.screenshare =
      Screenshare{randomId(12) + "-" + std::to_string(now), textOf(command, "stream", randomUuid()),
                  content, flagOf(command, "sound"), now};
  return {};
}

/// The presenter's client pushes the player's state every few seconds (§3.13).
base::Result<void> external(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  const std::int64_t now = base::unixMillis();
  const bool says = member(command, "url").is_string();
  const std::string url = textOf(command, "url");
  if (says && url.empty()) {
    stopExternal(meeting, now);
    return {};
  }
  if (says && url.rfind("http", 0) != 0) return refused("url must be http or https");
  const bool starts = says && !(meeting.showsExternalVideo() && meeting.externalVideo->url == url);
  if (!says && !meeting.showsExternalVideo()) return refused("no video is shared; give its url");
  if (starts) {
    meeting.screenshare.reset();
    meeting.externalVideo = ExternalVideo{};
    meeting.externalVideo->id = meeting.internalId + "-" + std::to_string(now);
    meeting.externalVideo->url = url;
    meeting.externalVideo->startedAt = now;
  }
  ExternalVideo& video = *meeting.externalVideo;
  constexpr double kMs = 1000;
  const double sinceThen = static_cast<double>(now - video.updatedAt) / kMs * video.rate;
  const double here = video.time + (starts || !video.playing ? 0 : sinceThen);
  video.time = std::max(0.0, realOf(command, "time", here));
  video.playing = flagOf(command, "playing", video.playing);
  video.rate = std::clamp(realOf(command, "rate", video.rate), 0.1, 16.0);
  video.updatedAt = now;
  return {};
}

}  // namespace

Camera& cameraOn(World& world, Meeting& meeting, int which, const std::string& device) {
  const std::string name = personBehind(which);
  User* owner = which == 0 ? meeting.presenter() : userNamed(meeting, name, true);
  if (owner == nullptr) {
    owner = &world.stageUser(meeting, name, which == 0 ? "MODERATOR" : "VIEWER");
  }
  const std::string digest = digestHex(Digest::Sha256, owner->id + device);
  meeting.cameras.push_back({owner->id + "_" + digest, owner->id, which});
  world.changed();
  return meeting.cameras.back();
}

CommandTable mediaCommands() {
  return {{"camera", camera},
          {"microphone", microphone},
          {"talk", talk},
          {"screen", screen},
          {"external", external}};
}

}  // namespace sim
