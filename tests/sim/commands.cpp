// SPDX-License-Identifier: Apache-2.0
// What a person at the console, a test or a scenario can make the meeting do.
#include "tests/sim/commands.hpp"

#include "base/clock.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

constexpr int kMostCameras = 8;
constexpr std::array<const char*, kMostCameras> kCameraPeople = {
    "Ada Martin",  "Benoît Leroy", "Chloé Petit", "David Roux",
    "Emma Girard", "Fatou Diop",   "Hugo Blanc",  "Inès Faure"};

base::Error refused(const std::string& why) {
  return {base::Fault::Caller, why, "bad_command"};
}

User* userNamed(Meeting& meeting, const std::string& name) {
  const auto found = std::find_if(meeting.users.begin(), meeting.users.end(), [&](User& user) {
    return user.staged && user.name == name && user.isPresent();
  });
  return found == meeting.users.end() ? nullptr : &*found;
}

/// Newest state of a shape, and its place in the history that streams follow.
void keepShape(Meeting& meeting, Annotation annotation) {
  if (!meeting.annotationHistory.empty()) {
    annotation.updatedAt =
        std::max(annotation.updatedAt, meeting.annotationHistory.back().updatedAt + 1);
  }
  const auto known = std::find_if(meeting.annotations.begin(), meeting.annotations.end(),
                                  [&](const Annotation& old) { return old.id == annotation.id; });
  if (known == meeting.annotations.end()) {
    meeting.annotations.push_back(annotation);
  } else {
    *known = annotation;
  }
  meeting.annotationHistory.push_back(std::move(annotation));
}

void moveCursor(const Json& command, Meeting& meeting) {
  const User* presenter = meeting.presenter();
  CursorMove move;
  move.userId = presenter == nullptr ? "" : presenter->id;
  move.x = member(command, "x").is_number() ? member(command, "x").get<double>() : -1;
  move.y = member(command, "y").is_number() ? member(command, "y").get<double>() : -1;
  move.at = base::unixMillis();
  if (!meeting.cursors.empty()) move.at = std::max(move.at, meeting.cursors.back().at + 1);
  constexpr std::size_t kKept = 1000;
  if (meeting.cursors.size() >= kKept) meeting.cursors.erase(meeting.cursors.begin());
  meeting.cursors.push_back(move);
}

double ratioOf(const Json& command, const char* key, double fallback) {
  const Json& value = member(command, key);
  return value.is_number() ? value.get<double>() : fallback;
}

}  // namespace

const std::set<std::string>& Commands::faults() {
  static const std::set<std::string> all = {
      "guest_wait",       "guest_deny",      "token_invalid",
      "auth_token",       "end_before_join", "too_many_connections",
      "rate_limit",       "field_unknown",   "stall",
      "chat_locked",      "graphql_down",    "sfu_down",
      "sfu_unauthorised", "sfu_bad_headers", "sfu_2019",
      "sfu_2300",         "sfu_2001",        "sfu_silent",
      "no_consent",       "slides_missing"};
  return all;
}

base::Result<void> Commands::run(const Json& command) {
  const std::string what = textOf(command, "do");
  if (what == "fault") {
    const std::string name = textOf(command, "name");
    if (faults().count(name) == 0) return refused("no fault is called '" + name + "'");
    if (flagOf(command, "on", true)) {
      world_.faults.insert(name);
    } else {
      world_.faults.erase(name);
    }
    world_.changed();
    return {};
  }
  if (what == "drop") {
    const std::string target = textOf(command, "what");
    if (target != "graphql" && target != "sfu") return refused("drop what: graphql or sfu");
    hooks_.drop(target);
    return {};
  }
  Meeting* meeting = world_.meeting(textOf(command, "meeting", defaultMeeting_));
  if (what == "begin") {
    const Meeting* last = world_.meeting(defaultMeeting_);
    if (last != nullptr && !last->ended()) return refused("the meeting is running already");
    hooks_.begin();
    return {};
  }
  if (meeting == nullptr || meeting->ended()) return refused("no such meeting is running");
  auto done = runInMeeting(what, command, *meeting);
  world_.changed();
  return done;
}

base::Result<void> Commands::runInMeeting(const std::string& what, const Json& command,
                                          Meeting& meeting) {
  static const std::set<std::string> kPeople = {"guest", "stage", "leave", "eject", "inactivity"};
  if (what == "slide") return slide(command, meeting);
  if (what == "chat") return chat(command, meeting);
  if (what == "camera") return camera(command, meeting);
  if (kPeople.count(what) > 0) {
    people(what, command, meeting);
  } else if (what == "zoom") {
    meeting.view = {ratioOf(command, "width_ratio", 100), ratioOf(command, "height_ratio", 100),
                    ratioOf(command, "x", 0), ratioOf(command, "y", 0)};
  } else if (what == "microphone") {
    microphone(flagOf(command, "on", true), meeting);
  } else if (what == "screen") {
    meeting.screenshare.reset();
    const std::int64_t now = base::unixMillis();
    const std::string id = randomId(12) + "-" + std::to_string(now);
    if (flagOf(command, "on", true)) meeting.screenshare = Screenshare{id, randomUuid(), now};
  } else if (what == "cursor") {
    moveCursor(command, meeting);
  } else if (what == "ink" || what == "clear_ink") {
    ink(command, meeting);
  } else if (what == "lock_chat") {
    meeting.chatLocked = flagOf(command, "on", true);
  } else if (what == "end") {
    const User* presenter = meeting.presenter();
    meeting.endedBy = presenter == nullptr ? "" : presenter->name;
    world_.end(meeting, textOf(command, "reason", "ENDED_AFTER_USER_LOGGED_OUT"));
  } else {
    return refused("no command is called '" + what + "'");
  }
  return {};
}

base::Result<void> Commands::slide(const Json& command, Meeting& meeting) {
  const std::int64_t step = numberOf(command, "step");
  const std::int64_t page = step != 0 ? meeting.page + step : numberOf(command, "page");
  if (page < 1 || page > meeting.deck->pages()) {
    return refused("page must be 1.." + std::to_string(meeting.deck->pages()));
  }
  meeting.page = static_cast<int>(page);
  meeting.view = {};
  meeting.cursors.clear();
  return {};
}

base::Result<void> Commands::chat(const Json& command, Meeting& meeting) {
  const std::string text = textOf(command, "text");
  constexpr std::size_t kLongest = 5000;
  if (text.empty() || text.size() > kLongest) return refused("text must have 1..5000 bytes");
  const std::string name = textOf(command, "name");
  User* sender = name.empty() ? meeting.presenter() : userNamed(meeting, name);
  if (sender == nullptr) {
    sender = &world_.stageUser(meeting, name.empty() ? "Ada Martin" : name, "VIEWER");
  }
  world_.say(meeting, *sender, text);
  return {};
}

base::Result<void> Commands::camera(const Json& command, Meeting& meeting) {
  const std::int64_t which = numberOf(command, "which");
  if (which < 0 || which >= kMostCameras) return refused("which must be 0..7");
  const int source = static_cast<int>(which);
  const auto shows = [source](const Camera& camera) { return camera.source == source; };
  const bool isOn = std::any_of(meeting.cameras.begin(), meeting.cameras.end(), shows);
  if (!flagOf(command, "on", true)) std::erase_if(meeting.cameras, shows);
  if (flagOf(command, "on", true) && !isOn) cameraOn(world_, meeting, source);
  return {};
}

void Commands::microphone(bool on, Meeting& meeting) {
  hooks_.microphone(on);
  User* presenter = meeting.presenter();
  if (presenter == nullptr) return;
  presenter->voice = Voice{false, !on, on, on ? base::unixMillis() : 0};
}

void Commands::ink(const Json& command, Meeting& meeting) {
  const User* presenter = meeting.presenter();
  Annotation annotation;
  annotation.pageId = meeting.pageId();
  annotation.userId = presenter == nullptr ? "" : presenter->id;
  annotation.updatedAt = base::unixMillis();
  if (textOf(command, "do") == "clear_ink") {
    for (const Annotation& old : std::vector<Annotation>(meeting.annotations)) {
      if (old.pageId != meeting.pageId() || old.shape.is_null()) continue;
      annotation.id = old.id;
      keepShape(meeting, annotation);
    }
    return;
  }
  annotation.id = textOf(command, "id", "shape:" + randomId(10));
  annotation.shape = member(command, "shape");
  if (annotation.shape.is_object()) annotation.shape["id"] = annotation.id;
  keepShape(meeting, std::move(annotation));
}

void Commands::people(const std::string& what, const Json& command, Meeting& meeting) {
  const std::string name = textOf(command, "name");
  if (what == "stage") {
    User& user = world_.stageUser(meeting, name.empty() ? "Ada Martin" : name,
                                  textOf(command, "role", "VIEWER"));
    if (!flagOf(command, "presenter")) return;
    for (User& other : meeting.users) other.presenter = false;
    user.presenter = true;
    return;
  }
  if (what == "leave") {
    User* user = userNamed(meeting, name);
    if (user == nullptr) return;
    std::erase_if(meeting.cameras, [&](const Camera& cam) { return cam.userId == user->id; });
    user->loggedOut = true;
    user->presenter = false;
    return;
  }
  for (User& user : meeting.users) {
    if (user.staged || (!name.empty() && user.name != name)) continue;
    if (what == "guest" && user.guestStatus == "WAIT") {
      user.guestStatus = flagOf(command, "allow", true) ? "ALLOW" : "DENY";
    }
    if (what == "inactivity") user.warned = flagOf(command, "on", true);
    const bool canGo = user.isPresent() || user.connected;
    if (what == "eject" && canGo) {
      world_.eject(user, textOf(command, "code", "user_requested_eject_reason"));
    }
  }
}

void cameraOn(World& world, Meeting& meeting, int which) {
  const char* name = kCameraPeople.at(static_cast<std::size_t>(which));
  User* owner = which == 0 ? meeting.presenter() : userNamed(meeting, name);
  if (owner == nullptr) {
    owner = &world.stageUser(meeting, name, which == 0 ? "MODERATOR" : "VIEWER");
  }
  const std::string device = digestHex(Digest::Sha256, owner->id + std::to_string(which));
  meeting.cameras.push_back({owner->id + "_" + device, owner->id, which});
  world.changed();
}

}  // namespace sim
