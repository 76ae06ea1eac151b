// SPDX-License-Identifier: Apache-2.0
// What /sim/state and /sim/board tell of a meeting.
#include "tests/sim/state.hpp"

#include <algorithm>

namespace sim {
namespace {

Json usersState(const Meeting& meeting) {
  Json users = Json::array();
  for (const User& user : meeting.users) {
    if (!user.isPresent() && user.guestStatus != "WAIT") continue;
    users.push_back({{"id", user.id},
                     {"name", user.name},
                     {"role", user.role},
                     {"color", user.color},
                     {"presenter", user.presenter},
                     {"writer", meeting.mayWrite(user)},
                     {"bot", user.bot},
                     {"staged", user.staged},
                     {"connected", user.connected},
                     {"guest_status", user.guestStatus},
                     {"hand", user.handRaisedAt != 0},
                     {"listening", user.voice && user.voice->listenOnly},
                     {"talking", user.voice && user.voice->talking}});
  }
  return users;
}

Json chatState(const Meeting& meeting) {
  Json chat = Json::array();
  for (const ChatLine& line : meeting.chat) {
    chat.push_back({{"id", line.id},
                    {"sender", line.senderName},
                    {"sender_id", line.senderId},
                    {"role", line.senderRole},
                    {"type", line.type},
                    {"text", line.text},
                    {"at_ms", line.createdAt}});
  }
  return chat;
}

Json camerasState(const Meeting& meeting) {
  Json cameras = Json::array();
  for (const Camera& camera : meeting.cameras) {
    const User* owner = meeting.userById(camera.userId);
    cameras.push_back({{"which", camera.source},
                       {"stream_id", camera.streamId},
                       {"name", owner == nullptr ? "" : owner->name}});
  }
  return cameras;
}

Json pollState(const Meeting& meeting) {
  if (meeting.polls.empty()) return nullptr;
  const Poll& poll = meeting.polls.back();
  Json options = Json::array();
  for (std::size_t i = 0; i < poll.options.size(); ++i) {
    const int votes = poll.votesFor(static_cast<int>(i));
    options.push_back({{"text", poll.options[i]}, {"votes", votes}});
  }
  return {{"question", poll.question},
          {"type", poll.type},
          {"running", !poll.ended},
          {"published", poll.isPublished()},
          {"options", std::move(options)}};
}

}  // namespace

Json meetingState(const Meeting& meeting) {
  const std::string slides = "/bigbluebutton/presentation/" + meeting.internalId + "/" +
                             meeting.internalId + "/" + meeting.presentationId + "/svg/";
  const auto [width, height] = meeting.pageSize(meeting.page);
  const bool external = meeting.showsExternalVideo();
  Json state = {{"id", meeting.extId},      {"internal_id", meeting.internalId},
                {"name", meeting.name},     {"running", meeting.running()},
                {"ended", meeting.ended()}, {"ended_reason", meeting.endedReason},
                {"page", meeting.page},     {"pages", meeting.deck->pages()},
                {"slides", slides},         {"page_width", width},
                {"page_height", height},    {"shapes", meeting.board.shapesOn(meeting.pageId())}};
  state["layout"] = {{"kind", meeting.layout.kind},
                     {"dock", meeting.layout.dock ? Json(*meeting.layout.dock) : Json()},
                     {"propagate", meeting.layout.propagate},
                     {"minimized", meeting.layout.minimized}};
  const auto& history = meeting.board.history();
  state["ink_at"] = history.empty() ? 0 : history.back().updatedAt;
  state["screen"] = meeting.screenshare.has_value();
  state["external"] = external ? Json(meeting.externalVideo->url) : Json();
  state["external_playing"] = external && meeting.externalVideo->playing;
  state["recording"] = meeting.recording.on;
  state["chat_locked"] = meeting.locks.chat;
  state["poll"] = pollState(meeting);
  state["cameras"] = camerasState(meeting);
  state["users"] = usersState(meeting);
  state["chat"] = chatState(meeting);
  return state;
}

Json boardState(const Meeting& meeting) {
  Json shapes = Json::array();
  for (const auto& [id, annotation] : meeting.board.shapes()) {
    const bool here = annotation.pageId == meeting.pageId();
    if (here && !annotation.shape.is_null()) shapes.push_back(annotation.shape);
  }
  std::sort(shapes.begin(), shapes.end(),
            [](const Json& a, const Json& b) { return textOf(a, "index") < textOf(b, "index"); });
  return {{"shapes", std::move(shapes)}};
}

}  // namespace sim
