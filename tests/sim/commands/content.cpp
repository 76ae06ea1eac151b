// SPDX-License-Identifier: Apache-2.0
// Commands about the arrangement, polls, captions, chat and the meeting's switches.
#include "base/clock.hpp"
#include "tests/sim/commands/table.hpp"
#include "tests/sim/ids.hpp"

#include <algorithm>
#include <set>

namespace sim {
namespace {

base::Result<void> chat(const Json& command, const Stage& stage) {
  const std::string text = textOf(command, "text");
  constexpr std::size_t kLongest = 5000;
  if (text.empty() || text.size() > kLongest) return refused("text must have 1..5000 bytes");
  const std::string name = textOf(command, "name");
  User* sender = name.empty() ? stage.meeting.presenter() : userNamed(stage.meeting, name, true);
  if (sender == nullptr) {
    sender = &stage.world.stageUser(stage.meeting, name.empty() ? "Ada Martin" : name, "VIEWER");
  }
  stage.world.say(stage.meeting, *sender, text);
  return {};
}

/// The stream of the camera `focus`, "" for -1; Fault::Caller when it is off.
base::Result<std::string> focusOf(const Json& command, const Meeting& meeting) {
  if (!member(command, "focus").is_number()) return meeting.layout.focus;
  const std::int64_t which = numberOf(command, "focus", -1);
  if (which < 0) return std::string();
  const auto found = std::find_if(meeting.cameras.begin(), meeting.cameras.end(),
                                  [which](const Camera& cam) { return cam.source == which; });
  if (found == meeting.cameras.end()) return refused("that camera is off");
  return found->streamId;
}

base::Result<void> layout(const Json& command, const Stage& stage) {
  // bbb-session.md §5.1
  static const std::set<std::string> kKinds = {
      "CUSTOM_LAYOUT", "SMART_LAYOUT", "PRESENTATION_FOCUS",
      "VIDEO_FOCUS",   "CAMERAS_ONLY", "PRESENTATION_ONLY",
      "MEDIA_ONLY",    "PLUGINS_ONLY", "PARTICIPANTS_AND_CHAT_ONLY"};
  static const std::set<std::string> kDocks = {"contentTop", "contentRight", "contentBottom",
                                               "contentLeft", "sidebarContentBottom"};
  Layout layout = stage.meeting.layout;
  layout.kind = textOf(command, "kind", layout.kind);
  if (kKinds.count(layout.kind) == 0) return refused("no layout is called " + layout.kind);
  if (member(command, "dock").is_string()) layout.dock = textOf(command, "dock");
  if (layout.dock && kDocks.count(*layout.dock) == 0)
    return refused("no dock is at " + *layout.dock);
  if (member(command, "share").is_number()) {
    layout.share = std::clamp(realOf(command, "share", 0), 0.0, 1.0);
  }
  auto focus = focusOf(command, stage.meeting);
  if (!focus) return focus.error();
  layout.focus = std::move(focus).value();
  layout.minimized = flagOf(command, "minimized", layout.minimized);
  layout.propagate = flagOf(command, "propagate", layout.propagate);
  layout.screenAsContent = flagOf(command, "screen", layout.screenAsContent);
  layout.updatedAt = base::unixMillis();
  stage.meeting.layout = std::move(layout);
  return {};
}

Poll* runningPoll(Meeting& meeting) {
  if (meeting.polls.empty() || meeting.polls.back().ended) return nullptr;
  return &meeting.polls.back();
}

std::vector<std::string> usualOptions(const std::string& type) {
  if (type == "YN") return {"Yes", "No"};
  if (type == "YNA") return {"Yes", "No", "Abstention"};
  if (type == "TF") return {"True", "False"};
  std::vector<std::string> letters;
  if (type.rfind("A-", 0) != 0) return letters;
  for (char letter = 'A'; letter < 'A' + (type.back() - '0'); ++letter) {
    letters.emplace_back(1, letter);
  }
  return letters;
}

base::Result<void> poll(const Json& command, const Stage& stage) {
  static const std::set<std::string> kTypes = {"YN",  "YNA", "TF",     "A-2", "A-3",
                                               "A-4", "A-5", "CUSTOM", "R-"};
  Meeting& meeting = stage.meeting;
  if (runningPoll(meeting) != nullptr) return refused("a poll is running already");
  Poll made;
  made.type = textOf(command, "type", "A-2");
  if (kTypes.count(made.type) == 0) return refused("BBB has no poll of type " + made.type);
  made.id = meeting.pageId() + "/" + std::to_string(base::unixMillis());
  made.question = textOf(command, "question");
  made.multiple = flagOf(command, "multiple");
  made.secret = flagOf(command, "secret");
  made.options = usualOptions(made.type);
  constexpr std::size_t kMostOptions = 26;
  for (const Json& option : member(command, "options")) {
    if (made.type != "CUSTOM" || !option.is_string() || made.options.size() >= kMostOptions) {
      return refused("options are up to 26 texts of a CUSTOM poll");
    }
    made.options.push_back(option.get<std::string>());
  }
  if (made.type == "CUSTOM" && made.options.empty()) return refused("a CUSTOM poll needs options");
  meeting.polls.push_back(std::move(made));
  return {};
}

base::Result<void> vote(const Json& command, const Stage& stage) {
  Poll* running = runningPoll(stage.meeting);
  const User* user = userNamed(stage.meeting, textOf(command, "name"));
  if (running == nullptr) return refused("no poll is running");
  if (user == nullptr) return refused("nobody of that name is here");
  const Json& several = member(command, "options");
  const Json one = Json::array({numberOf(command, "option", -1)});
  std::vector<int> chosen;
  for (const Json& option : several.is_array() ? several : one) {
    const auto number = option.is_number_integer() ? option.get<std::int64_t>() : -1;
    if (number < 0 || number >= static_cast<std::int64_t>(running->options.size())) {
      return refused("that option does not exist");
    }
    chosen.push_back(static_cast<int>(number));
  }
  if (chosen.empty() || (chosen.size() > 1 && !running->multiple)) {
    return refused("one option, please");
  }
  running->votes[user->id] = std::move(chosen);
  return {};
}

Json pollAnswers(const Poll& poll) {
  Json answers = Json::array();
  for (std::size_t i = 0; i < poll.options.size(); ++i) {
    const int id = static_cast<int>(i);
    answers.push_back({{"id", id}, {"key", poll.options[i]}, {"numVotes", poll.votesFor(id)}});
  }
  return answers;
}

/// The published result: a chart in the lower right corner of the page (bbb-session.md §3.7.3).
Json pollShape(const Poll& poll, const Meeting& meeting, int asked) {
  constexpr double kWidth = 300, kRow = 40, kMargin = 20;
  const double height = kRow * (2 + static_cast<double>(poll.options.size()));
  const auto [pageWidth, pageHeight] = meeting.pageSize(meeting.page);
  return {{"typeName", "shape"},
          {"type", "poll"},
          {"x", pageWidth - kWidth - kMargin},
          {"y", pageHeight - height - kMargin},
          {"rotation", 0},
          {"parentId", "page:" + std::to_string(meeting.page)},
          {"isLocked", false},
          {"opacity", 1},
          {"props",
           {{"w", kWidth},
            {"h", height},
            {"color", "black"},
            {"fill", "white"},
            {"question", ""},
            {"questionText", poll.question},
            {"questionType", poll.type},
            {"numRespondents", asked},
            {"numResponders", poll.votes.size()},
            {"answers", pollAnswers(poll)}}}};
}

base::Result<void> endPoll(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  Poll* running = runningPoll(meeting);
  User* presenter = meeting.presenter();
  if (running == nullptr) return refused("no poll is running");
  running->ended = true;
  if (!flagOf(command, "publish", true) || presenter == nullptr) return {};
  const std::int64_t now = base::unixMillis();
  running->publishedAt = now;
  const auto asked = static_cast<int>(
      std::count_if(meeting.users.begin(), meeting.users.end(),
                    [](const User& user) { return user.isPresent() && !user.presenter; }));
  Annotation chart{"shape:poll-result-" + running->id, meeting.pageId(), presenter->id,
                   pollShape(*running, meeting, asked), now};
  chart.shape["id"] = chart.id;
  chart.shape["meta"] = {{"createdBy", presenter->id}, {"updatedBy", presenter->id}};
  ChatLine& line = stage.world.say(meeting, *presenter, "");
  line.type = "poll";
  line.metadata = dumpJson({{"id", running->id},
                            {"question", ""},
                            {"questionText", running->question},
                            {"questionType", running->type},
                            {"numRespondents", asked},
                            {"numResponders", running->votes.size()},
                            {"answers", pollAnswers(*running)}});
  meeting.board.draw(std::move(chart), true);
  return {};
}

base::Result<void> caption(const Json& command, const Stage& stage) {
  const User* user = actor(command, stage.meeting);
  const std::string text = textOf(command, "text");
  if (user == nullptr || text.empty()) return refused("somebody must say something");
  constexpr std::size_t kKept = 500;
  std::vector<Caption>& captions = stage.meeting.captions;
  if (captions.size() >= kKept) captions.erase(captions.begin());
  const char* type = flagOf(command, "speech") ? "AUDIO_TRANSCRIPTION" : "TYPED";
  captions.push_back(
      {randomUuid(), text, type, textOf(command, "locale", "fr"), user->id, base::unixMillis()});
  return {};
}

base::Result<void> record(const Json& command, const Stage& stage) {
  Meeting& meeting = stage.meeting;
  if (!meeting.record) return refused("the meeting was not created with record=true");
  Recording& recording = meeting.recording;
  const bool on = flagOf(command, "on", true);
  if (on == recording.on) return {};
  const std::int64_t now = base::unixMillis();
  const User* presenter = meeting.presenter();
  recording.on = on;
  recording.by = presenter == nullptr ? "" : presenter->id;
  constexpr std::int64_t kSecond = 1000;
  if (!on) recording.previousSeconds += (now - recording.startedAt) / kSecond;
  (on ? recording.startedAt : recording.stoppedAt) = now;
  return {};
}

base::Result<void> notes(const Json& command, const Stage& stage) {
  stage.meeting.notesPinned = flagOf(command, "on", true);
  return {};
}

base::Result<void> lock(const Json& command, const Stage& stage) {
  Locks& locks = stage.meeting.locks;
  locks.chat = flagOf(command, "chat", locks.chat);
  locks.userList = flagOf(command, "user_list", locks.userList);
  locks.viewersCursor = flagOf(command, "cursors", locks.viewersCursor);
  locks.viewersInk = flagOf(command, "ink", locks.viewersInk);
  locks.webcamsForModerators = flagOf(command, "cameras", locks.webcamsForModerators);
  return {};
}

base::Result<void> bridges(const Json& command, const Stage& stage) {
  Bridges bridges = stage.meeting.bridges;
  bridges.audio = textOf(command, "audio", bridges.audio);
  bridges.camera = textOf(command, "camera", bridges.camera);
  bridges.screen = textOf(command, "screen", bridges.screen);
  for (const std::string& name : {bridges.audio, bridges.camera, bridges.screen}) {
    if (name != "livekit" && name != "bbb-webrtc-sfu")
      return refused("no bridge is called " + name);
  }
  stage.meeting.bridges = std::move(bridges);
  return {};
}

}  // namespace

CommandTable contentCommands() {
  return {{"chat", chat},        {"layout", layout},   {"poll", poll},     {"vote", vote},
          {"poll_end", endPoll}, {"caption", caption}, {"record", record}, {"notes", notes},
          {"lock", lock},        {"bridges", bridges}};
}

}  // namespace sim
