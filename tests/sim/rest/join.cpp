// SPDX-License-Identifier: Apache-2.0
// The join call: a session token and a cookie for one user (bbb-api.md §3).
#include "base/clock.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/rest/api.hpp"
#include "tests/sim/rest/xml.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace sim {
namespace {

std::string valueOf(const Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// The role asked for; "" when neither role nor password says one.
std::string roleFor(const Meeting& meeting, const Parameters& parameters) {
  const std::string role = upper(valueOf(parameters, "role"));
  if (role == "MODERATOR" || role == "VIEWER") return role;
  const std::string password = valueOf(parameters, "password");
  if (!password.empty() && password == meeting.moderatorPassword) return "MODERATOR";
  if (!password.empty() && password == meeting.attendeePassword) return "VIEWER";
  return "";
}

/// First match of the table in bbb-api.md §3.4.
std::string guestStatusFor(const Meeting& meeting, const Parameters& parameters,
                           const std::string& role) {
  const std::string guest = valueOf(parameters, "guest");
  const std::string& policy = meeting.guestPolicy;
  if (role == "MODERATOR" || guest == "false" || policy == "ALWAYS_ACCEPT") return "ALLOW";
  if (policy == "ALWAYS_DENY") return "DENY";
  if (policy == "ASK_MODERATOR") return "WAIT";
  return guest == "true" ? "WAIT" : "ALLOW";
}

bool isFull(const Meeting& meeting, const std::string& extId) {
  if (meeting.maxParticipants == 0) return false;
  std::set<std::string> people;
  for (const User& user : meeting.users) {
    if (user.isPresent()) people.insert(user.extId);
  }
  return people.count(extId) == 0 &&
         people.size() >= static_cast<std::size_t>(meeting.maxParticipants);
}

/// Only what is an XML name may become an element of customdata.
bool isXmlName(const std::string& key) {
  if (key.empty() || (std::isalpha(static_cast<unsigned char>(key[0])) == 0 && key[0] != '_')) {
    return false;
  }
  return std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-';
  });
}

}  // namespace

HttpReply RestApi::joinFailed(const Call& call, const std::string& key,
                              const std::string& message) const {
  std::string target = valueOf(call.parameters, "errorRedirectUrl");
  if (target.empty()) target = valueOf(call.parameters, "logoutURL");
  if (target.empty()) target = call.base + "/";
  const Json errors = Json::array({{{"key", key}, {"message", message}}});
  target += target.find('?') == std::string::npos ? "?" : "&";
  target += "errors=" + percentEncode(dumpJson(errors));
  return {302, "text/plain", "", {{"Location", target}}};
}

HttpReply RestApi::join(const Call& call) {
  const Parameters& parameters = call.parameters;
  const std::string id = valueOf(parameters, "meetingID");
  if (id.empty()) return joinFailed(call, "missingParamMeetingID", "You must provide a meeting ID");
  if (valueOf(parameters, "fullName").empty()) {
    return joinFailed(call, "missingParamFullName", "You must provide your name");
  }
  Meeting* meeting = world_.meeting(id);
  if (meeting == nullptr) {
    return joinFailed(call, "invalidMeetingIdentifier", "A meeting with that ID does not exist");
  }
  if (meeting->ended()) {
    return joinFailed(call, "meetingForciblyEnded",
                      "You can not join a meeting that has already been forcibly ended");
  }
  const std::string role = roleFor(*meeting, parameters);
  if (role.empty()) {
    return failedAnswer("Params required", "You must provide either a valid role or password");
  }
  const std::string createTime = valueOf(parameters, "createTime");
  if (!createTime.empty() && createTime != std::to_string(meeting->createdAt)) {
    return joinFailed(call, "mismatchCreateTimeParam",
                      "The createTime parameter submitted mismatches with the current meeting.");
  }
  if (isFull(*meeting, valueOf(parameters, "userID"))) {
    return joinFailed(call, "maxParticipantsReached",
                      "The number of participants allowed for this meeting has been reached.");
  }
  return admitUser(call, *meeting, role);
}

HttpReply RestApi::admitUser(const Call& call, Meeting& meeting, const std::string& role) {
  const Parameters& parameters = call.parameters;
  std::string guestStatus = guestStatusFor(meeting, parameters, role);
  if (world_.fault("guest_wait")) guestStatus = "WAIT";
  if (world_.fault("guest_deny") || guestStatus == "DENY") {
    return joinFailed(call, "guestDeniedAccess", "Guest denied to join meeting.");
  }
  User& user = world_.registerUser(meeting, valueOf(parameters, "fullName"), role);
  const std::string extId = valueOf(parameters, "userID");
  if (!extId.empty()) user.extId = extId;
  user.guestStatus = guestStatus;
  user.guest = valueOf(parameters, "guest") == "true";
  user.bot = valueOf(parameters, "bot") == "true";
  constexpr std::size_t kPrefix = 9;
  for (const auto& [name, value] : parameters) {
    if (name.rfind("userdata-", 0) != 0 || !isXmlName(name.substr(kPrefix))) continue;
    user.userdata[name.substr(kPrefix)] = value;
  }
  user.httpSession = call.cookie.empty() ? upper(randomId(32)) : call.cookie;
  if (world_.fault("end_before_join")) world_.end(meeting, "ENDED_WHEN_NOT_JOINED");
  world_.changed();

  const std::string client = call.base + "/html5client/?sessionToken=" + user.sessionToken;
  HttpReply reply{302, "text/plain", "", {{"Location", client}}};
  if (upper(valueOf(parameters, "redirect")) == "FALSE") {
    const bool waits = guestStatus == "WAIT";
    XmlAnswer xml;
    xml.element("returncode", "SUCCESS")
        .element("messageKey", waits ? "guestWait" : "successfullyJoined")
        .element("message", waits ? "Guest waiting for approval to join meeting."
                                  : "You have joined successfully.")
        .element("meeting_id", meeting.internalId)
        .element("user_id", user.id)
        .element("auth_token", user.authToken)
        .element("session_token", user.sessionToken)
        .element("guestStatus", guestStatus)
        .element("url", client);
    reply = xmlReply(xml.text());
  }
  // Plain HTTP: a Secure cookie would never come back, so the double leaves that word out.
  reply.headers.emplace_back("Set-Cookie", "JSESSIONID=" + user.httpSession + "; Path=/; HttpOnly");
  return reply;
}

}  // namespace sim
