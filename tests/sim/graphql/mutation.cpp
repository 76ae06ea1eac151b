// SPDX-License-Identifier: Apache-2.0
// Mutations: read the way the middleware reads them, done the way the meeting core does them.
#include "tests/sim/graphql/mutation.hpp"

#include "base/clock.hpp"
#include "tests/sim/graphql/document.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <vector>

namespace sim {
namespace {

constexpr const char* kWrapped =
    "It was not able to send the request to Graphql Actions: graphql actions request failed: ";

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

void readPair(std::string_view pair, const Json& variables, Json& values) {
  const auto colon = pair.find(':');
  const std::string name = trimmed(pair.substr(0, colon));
  if (name.empty() || colon == std::string_view::npos) return;
  std::string value = trimmed(pair.substr(colon + 1));
  if (!value.empty() && value[0] == '$') {
    const Json& variable = member(variables, value.substr(1));
    if (!variable.is_null()) values[name] = variable;
    return;
  }
  value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
  values[name] = value;
}

enum class Need { Anyone, Presenter, Moderator };
enum class Type { Text, Bool, Number, List };

struct Argument {
  const char* name;
  Type type;
};

struct Action {
  Need need = Need::Anyone;
  std::vector<Argument> required;
};

/// Required arguments and rights (bbb-session.md §4.1).
const std::map<std::string, Action>& actions() {
  static const std::map<std::string, Action> all = {
      {"userJoinMeeting",
       {Need::Anyone,
        {{"authToken", Type::Text}, {"clientType", Type::Text}, {"clientIsMobile", Type::Bool}}}},
      {"userLeaveMeeting", {}},
      {"userSetExitReason", {Need::Anyone, {{"exitReason", Type::Text}}}},
      {"userSendActivitySign", {}},
      {"userSetConnectionAlive",
       {Need::Anyone, {{"clientSessionUUID", Type::Text}, {"networkRttInMs", Type::Number}}}},
      {"chatSendMessage",
       {Need::Anyone, {{"chatId", Type::Text}, {"chatMessageInMarkdownFormat", Type::Text}}}},
      {"chatSetTyping", {Need::Anyone, {{"chatId", Type::Text}}}},
      {"chatSetLastSeen", {Need::Anyone, {{"chatId", Type::Text}, {"lastSeenAt", Type::Text}}}},
      {"userSetRaiseHand", {Need::Anyone, {{"raiseHand", Type::Bool}}}},
      {"userSetAway", {Need::Anyone, {{"away", Type::Bool}}}},
      {"userSetMuted", {Need::Anyone, {{"muted", Type::Bool}}}},
      {"pollSubmitUserTypedVote", {Need::Anyone, {{"pollId", Type::Text}, {"answer", Type::Text}}}},
      {"userSetReactionEmoji", {Need::Anyone, {{"reactionEmoji", Type::Text}}}},
      {"pollSubmitUserVote", {Need::Anyone, {{"pollId", Type::Text}, {"answerIds", Type::List}}}},
      {"presentationSetPage",
       {Need::Presenter, {{"presentationId", Type::Text}, {"pageId", Type::Text}}}},
      {"presentationSetZoom", {Need::Presenter, {}}},
      {"presentationPublishCursor", {Need::Presenter, {}}},
      {"presAnnotationSubmit", {Need::Presenter, {}}},
      {"pollCreate", {Need::Presenter, {}}},
      {"meetingEnd", {Need::Moderator, {}}},
      {"userSetPresenter", {Need::Moderator, {{"userId", Type::Text}}}},
      {"meetingLockSettingsSetProps", {Need::Moderator, {}}},
      {"meetingRecordingSetStatus", {Need::Moderator, {}}},
      {"chatPublicClearHistory", {Need::Moderator, {}}},
  };
  return all;
}

bool fits(const Json& value, Type type) {
  switch (type) {
    case Type::Text:
      return value.is_string();
    case Type::Bool:
      return value.is_boolean();
    case Type::Number:
      return value.is_number();
    case Type::List:
      return value.is_array();
  }
  return false;
}

const char* wordFor(Type type) {
  switch (type) {
    case Type::Text:
      return "string";
    case Type::Bool:
      return "boolean";
    case Type::Number:
      return "number";
    case Type::List:
      return "array";
  }
  return "";
}

void join(const Mutation& mutation, World& world, Meeting& meeting, User& user) {
  if (meeting.ended() || user.guestStatus != "ALLOW") return;
  if (textOf(mutation.values, "authToken") != user.authToken || world.fault("auth_token")) {
    user.joinErrorCode = "validate_token_failed_eject_reason";
    return;
  }
  if (!user.ejectCode.empty()) {
    user.joinErrorCode = "banned_user_rejoining_reason";
    return;
  }
  user.joined = true;
  user.expired = false;
  user.loggedOut = false;
  user.joinErrorCode.clear();
  world.dropDuplicates(meeting, user);
  if (meeting.startedAt == 0) meeting.startedAt = base::unixMillis();
}

/// Locked chats swallow a viewer's line without a word (§4.2).
void chat(const Mutation& mutation, World& world, Meeting& meeting, User& user) {
  constexpr std::size_t kLongest = 5000;
  const std::string text = trimmed(textOf(mutation.values, "chatMessageInMarkdownFormat"));
  if (textOf(mutation.values, "chatId") != kPublicChat) {
    world.eject(user, "not_enough_permission_eject_reason");
    return;
  }
  const bool locked = (meeting.locks.chat || world.fault("chat_locked")) && !user.isModerator();
  if (locked || text.empty() || text.size() > kLongest || !user.isPresent()) {
    ++world.refused["chat"];
    return;
  }
  world.say(meeting, user, text);
}

/// A vote for the running poll; anything else is dropped.
void vote(const Mutation& mutation, Meeting& meeting, const User& user) {
  if (meeting.polls.empty() || meeting.polls.back().ended) return;
  Poll& poll = meeting.polls.back();
  if (textOf(mutation.values, "pollId") != poll.id) return;
  std::vector<int> chosen;
  for (const Json& answer : member(mutation.values, "answerIds")) {
    const std::int64_t id = answer.is_number_integer() ? answer.get<std::int64_t>() : -1;
    if (id < 0 || id >= static_cast<std::int64_t>(poll.options.size())) return;
    chosen.push_back(static_cast<int>(id));
  }
  if (chosen.size() == 1 || poll.multiple) poll.votes[user.id] = std::move(chosen);
}

/// What people show of themselves.
void showMood(const Mutation& mutation, User& user) {
  if (mutation.name == "userSetAway") user.away = flagOf(mutation.values, "away");
  if (mutation.name == "userSetReactionEmoji")
    user.emoji = textOf(mutation.values, "reactionEmoji");
  if (mutation.name != "userSetRaiseHand") return;
  user.handRaisedAt = flagOf(mutation.values, "raiseHand") ? base::unixMillis() : 0;
}

void setPage(const Mutation& mutation, Meeting& meeting) {
  const std::string page = textOf(mutation.values, "pageId");
  const int number = std::atoi(page.substr(page.rfind('/') + 1).c_str());
  if (number >= 1 && number <= meeting.deck->pages()) meeting.page = number;
}

}  // namespace

base::Result<Mutation> readMutation(std::string_view document, const Json& variables) {
  Mutation mutation;
  const auto brace = document.find('{');
  const auto start =
      brace == std::string_view::npos ? brace : document.find_first_not_of(" \t\r\n{", brace);
  if (start == std::string_view::npos) {
    return base::Error{base::Fault::Peer,
                       "It was not able to parse graphQL query: " + std::string(document), ""};
  }
  const auto end = document.find_first_of("( }\n\t\r", start);
  mutation.name = std::string(document.substr(start, end - start));
  const auto opened = end == std::string_view::npos ? end : document.find('(', end);
  const auto closed = opened == std::string_view::npos ? opened : document.find(')', opened);
  if (closed == std::string_view::npos) return mutation;
  std::string_view inside = document.substr(opened + 1, closed - opened - 1);
  while (!inside.empty()) {
    const auto cut = inside.find_first_of(",\n");
    readPair(inside.substr(0, cut), variables, mutation.values);
    inside = cut == std::string_view::npos ? std::string_view() : inside.substr(cut + 1);
  }
  return mutation;
}

std::string mutationRefusal(const Mutation& mutation, const User& user) {
  const auto action = actions().find(mutation.name);
  if (action == actions().end()) return kWrapped + ("Unknown action " + mutation.name);
  const auto& [need, required] = action->second;
  if (need == Need::Presenter && !user.presenter) {
    return std::string(kWrapped) + "Permission Denied (not presenter).";
  }
  if (need == Need::Moderator && !user.isModerator()) {
    return std::string(kWrapped) + "Permission Denied (not moderator).";
  }
  for (const Argument& argument : required) {
    const Json& value = member(mutation.values, argument.name);
    if (value.is_null()) {
      return kWrapped + ("Missing required parameter: '" + std::string(argument.name) + "'");
    }
    if (!fits(value, argument.type)) {
      return kWrapped + ("Parameter '" + std::string(argument.name) + "' should be of type " +
                         wordFor(argument.type));
    }
  }
  return "";
}

void applyMutation(const Mutation& mutation, World& world, Meeting& meeting, User& user) {
  if (mutation.name == "userJoinMeeting") join(mutation, world, meeting, user);
  if (mutation.name == "chatSendMessage") chat(mutation, world, meeting, user);
  if (mutation.name == "userLeaveMeeting") user.loggedOut = true;
  if (mutation.name == "userSendActivitySign") user.warned = false;
  if (mutation.name == "chatSetTyping") user.typingAt = base::unixMillis();
  if (mutation.name == "pollSubmitUserVote") vote(mutation, meeting, user);
  if (mutation.name == "userSetPresenter") {
    User* next = meeting.userById(textOf(mutation.values, "userId"));
    if (next != nullptr && next->isPresent()) world.present(meeting, *next);
  }
  showMood(mutation, user);
  if (mutation.name == "presentationSetPage") setPage(mutation, meeting);
  if (mutation.name == "meetingEnd") {
    meeting.endedBy = user.name;
    world.end(meeting, "ENDED_AFTER_USER_LOGGED_OUT");
  }
  world.changed();
}

}  // namespace sim
