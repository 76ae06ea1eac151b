// SPDX-License-Identifier: Apache-2.0
// The signed calls of the REST API, except join.
#include "tests/sim/rest/api.hpp"

#include "tests/sim/ids.hpp"
#include "tests/sim/rest/xml.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace sim {
namespace {

constexpr const char* kApi = "/bigbluebutton/api";

bool isForm(const HttpRequest& request) {
  return request.header("content-type").rfind("application/x-www-form-urlencoded", 0) == 0;
}

std::string valueOf(const Parameters& parameters, const std::string& name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

bool isTrue(const Parameters& parameters, const std::string& name) {
  const std::string value = valueOf(parameters, name);
  return value == "true" || value == "TRUE" || value == "1";
}

int countOf(const Parameters& parameters, const std::string& name) {
  return std::max(0, std::atoi(valueOf(parameters, name).c_str()));
}

/// The first violated rule of a meetingID, as a finished answer (bbb-api.md §1.5).
std::optional<HttpReply> meetingIdFault(const Parameters& parameters) {
  constexpr std::size_t kShortest = 2;
  constexpr std::size_t kLongest = 256;
  const std::string id = valueOf(parameters, "meetingID");
  if (id.empty()) return failedAnswer("missingParamMeetingID", "You must provide a meeting ID");
  if (id.size() < kShortest || id.size() > kLongest) {
    return failedAnswer("sizeError", "Meeting ID must be between 2 and 256 characters");
  }
  if (id.find(',') != std::string::npos) {
    return failedAnswer("validationError", "Meeting ID cannot contain ','");
  }
  return {};
}

std::optional<HttpReply> createFault(const Parameters& parameters) {
  if (auto fault = meetingIdFault(parameters)) return fault;
  if (parameters.count("name") == 0) {
    return failedAnswer("nullError", "You must provide a meeting name");
  }
  const std::string name = valueOf(parameters, "name");
  if (name.empty()) return failedAnswer("emptyError", "You must provide a meeting name");
  if (name.size() < 2 || name.size() > 256) {
    return failedAnswer("sizeError", "Meeting name must be between 2 and 256 characters");
  }
  for (const char* password : {"attendeePW", "moderatorPW"}) {
    const std::string value = valueOf(parameters, password);
    if (!value.empty() && (value.size() < 2 || value.size() > 64)) {
      return failedAnswer("sizeError", "Password must be between 8 and 20 characters");
    }
  }
  const std::string bridge = valueOf(parameters, "voiceBridge");
  if (!std::all_of(bridge.begin(), bridge.end(),
                   [](unsigned char c) { return std::isdigit(c) != 0; })) {
    return failedAnswer("validationError", "Voice bridge must be a number");
  }
  return {};
}

HttpReply createdAnswer(const Meeting& meeting, const char* key, const char* message) {
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS")
      .element("meetingID", meeting.extId)
      .element("internalMeetingID", meeting.internalId)
      .element("parentMeetingID", "bbb-none")
      .element("attendeePW", meeting.attendeePassword)
      .element("moderatorPW", meeting.moderatorPassword)
      .element("createTime", meeting.createdAt)
      .element("voiceBridge", meeting.voiceBridge)
      .element("dialNumber", "613-555-1234")
      .element("createDate", javaDate(meeting.createdAt))
      .element("hasUserJoined", meeting.startedAt != 0)
      .element("duration", meeting.duration)
      .element("hasBeenForciblyEnded", meeting.ended())
      .element("messageKey", key)
      .element("message", message);
  return xmlReply(xml.text());
}

/// `livekit`, or the SFU for anything else.
std::string bridgeOf(const Parameters& parameters, const std::string& name) {
  return valueOf(parameters, name) == "livekit" ? "livekit" : "bbb-webrtc-sfu";
}

void fillMeeting(Meeting& meeting, const Parameters& parameters) {
  meeting.attendeePassword = valueOf(parameters, "attendeePW");
  meeting.moderatorPassword = valueOf(parameters, "moderatorPW");
  if (!valueOf(parameters, "voiceBridge").empty()) {
    meeting.voiceBridge = valueOf(parameters, "voiceBridge");
  }
  meeting.record = isTrue(parameters, "record");
  meeting.withoutSession = isTrue(parameters, "allowRequestsWithoutSession");
  meeting.muteOnStart = isTrue(parameters, "muteOnStart");
  meeting.duration = countOf(parameters, "duration");
  meeting.maxParticipants = countOf(parameters, "maxParticipants");
  meeting.logoutUrl = valueOf(parameters, "logoutURL");
  meeting.welcome = valueOf(parameters, "welcome");
  if (!valueOf(parameters, "guestPolicy").empty()) {
    meeting.guestPolicy = valueOf(parameters, "guestPolicy");
  }
  meeting.bridges = {bridgeOf(parameters, "audioBridge"), bridgeOf(parameters, "cameraBridge"),
                     bridgeOf(parameters, "screenShareBridge")};
  if (!valueOf(parameters, "meetingLayout").empty()) {
    meeting.layout.kind = valueOf(parameters, "meetingLayout");
  }
  for (const auto& [name, value] : parameters) {
    constexpr std::size_t kPrefix = 5;
    if (name.rfind("meta_", 0) != 0) continue;
    std::string key = name.substr(kPrefix);
    std::transform(key.begin(), key.end(), key.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    meeting.metadata[key] = value;
  }
}

void writeAttendees(XmlAnswer& xml, const Meeting& meeting) {
  xml.open("attendees");
  for (const User& user : meeting.users) {
    if (!user.isPresent()) continue;
    const bool video = std::any_of(meeting.cameras.begin(), meeting.cameras.end(),
                                   [&](const Camera& camera) { return camera.userId == user.id; });
    xml.open("attendee")
        .element("userID", user.extId)
        .element("fullName", user.name)
        .element("role", user.role)
        .element("isPresenter", user.presenter)
        .element("isListeningOnly", user.voice && user.voice->listenOnly)
        .element("hasJoinedVoice", user.voice && !user.voice->listenOnly)
        .element("hasVideo", video)
        .element("clientType", "HTML5")
        .open("customdata");
    for (const auto& [key, value] : user.userdata) xml.element(key, value);
    xml.close("customdata").close("attendee");
  }
  xml.close("attendees");
}

void writeMeeting(XmlAnswer& xml, const Meeting& meeting) {
  std::int64_t present = 0, listeners = 0, voices = 0, moderators = 0;
  for (const User& user : meeting.users) {
    if (!user.isPresent()) continue;
    ++present;
    listeners += user.voice && user.voice->listenOnly ? 1 : 0;
    voices += user.voice && !user.voice->listenOnly ? 1 : 0;
    moderators += user.isModerator() ? 1 : 0;
  }
  xml.element("meetingName", meeting.name)
      .element("meetingID", meeting.extId)
      .element("internalMeetingID", meeting.internalId)
      .element("createTime", meeting.createdAt)
      .element("createDate", javaDate(meeting.createdAt))
      .element("voiceBridge", meeting.voiceBridge)
      .element("dialNumber", "613-555-1234")
      .element("attendeePW", meeting.attendeePassword)
      .element("moderatorPW", meeting.moderatorPassword)
      .element("running", meeting.running())
      .element("duration", meeting.duration)
      .element("hasUserJoined", meeting.startedAt != 0)
      .element("recording", meeting.record)
      .element("hasBeenForciblyEnded", meeting.ended())
      .element("startTime", meeting.startedAt)
      .element("endTime", meeting.endedAt)
      .element("participantCount", present)
      .element("listenerCount", listeners)
      .element("voiceParticipantCount", voices)
      .element("videoCount", meeting.cameras.size())
      .element("maxUsers", meeting.maxParticipants)
      .element("moderatorCount", moderators);
  writeAttendees(xml, meeting);
  xml.open("metadata");
  for (const auto& [key, value] : meeting.metadata) xml.element(key, value);
  xml.close("metadata").element("isBreakout", false);
}

}  // namespace

HttpReply xmlReply(std::string body) {
  return {200, "text/xml;charset=utf-8", std::move(body), {{"Cache-Control", "no-cache"}}};
}

HttpReply jsonReply(const Json& body, int status) {
  const std::string type = "application/json;charset=utf-8";
  return {status, type, dumpJson(body), {{"Cache-Control", "no-cache"}}};
}

HttpReply failedAnswer(const std::string& key, const std::string& message) {
  XmlAnswer xml;
  xml.element("returncode", "FAILED").element("messageKey", key).element("message", message);
  return xmlReply(xml.text());
}

std::string RestApi::baseUrl(const HttpRequest& request) const {
  if (!settings_.publicUrl.empty()) return settings_.publicUrl;
  return "http://" + request.header("host");
}

std::optional<HttpReply> RestApi::answer(const HttpRequest& request) {
  const std::string api = std::string(kApi) + "/";
  if (request.path == kApi || request.path == api) return index(request);
  static const std::set<std::string> kSessionCalls = {"stuns", "signOut", "guestWait", "enter",
                                                      "feedback"};
  if (request.path.rfind(api, 0) == 0) {
    const std::string name = request.path.substr(api.size());
    if (kSessionCalls.count(name) == 0) return signedCall(request, name);
  }
  const bool ours = request.path.rfind("/bigbluebutton", 0) == 0 ||
                    request.path.rfind("/html5client", 0) == 0 ||
                    request.path.rfind("/api/rest", 0) == 0;
  if (ours) return sessionPage(request);
  return {};
}

HttpReply RestApi::index(const HttpRequest& request) const {
  const std::string base = baseUrl(request);
  const std::string socket = "ws" + base.substr(base.find(':')) + "/graphql";
  if (request.header("accept").find("application/json") != std::string::npos) {
    return jsonReply({{"response",
                       {{"returncode", "SUCCESS"},
                        {"version", "2.0"},
                        {"apiVersion", "2.0"},
                        {"bbbVersion", "3.0.14"},
                        {"graphqlWebsocketUrl", socket},
                        {"graphqlApiUrl", base + "/api/rest"}}}});
  }
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS")
      .element("version", "2.0")
      .element("apiVersion", "2.0")
      .element("bbbVersion", "3.0.14")
      .element("html5PluginSdkVersion", "0.0.95")
      .element("graphqlWebsocketUrl", socket)
      .element("graphqlApiUrl", base + "/api/rest");
  return xmlReply(xml.text());
}

HttpReply RestApi::signedCall(const HttpRequest& request, const std::string& name) {
  static const std::set<std::string> kCalls = {"create",         "join",        "isMeetingRunning",
                                               "getMeetingInfo", "getMeetings", "end"};
  if (kCalls.count(name) == 0) return {404, "text/html", "<h1>404 Not Found</h1>", {}};
  const bool post = request.method == "POST";
  if (!post && request.method != "GET") return {405, "text/html", "<h1>405</h1>", {}};
  if (post && name == "join") return {405, "text/html", "<h1>405 Method Not Allowed</h1>", {}};
  const std::string type = request.header("content-type");
  const bool xmlBody = type == "text/xml" || type == "application/xml";
  if (post && !request.body.empty() && !isForm(request) && !(xmlBody && name == "create")) {
    return failedAnswer("unsupportedContentType",
                        "POST request Content-Type is missing or unsupported");
  }
  Parameters parameters = parseQuery(request.query);
  bool repeated = false;
  if (post && isForm(request)) {
    for (const auto& [key, value] : parseQuery(request.body)) {
      repeated = !parameters.emplace(key, value).second || repeated;
    }
  }
  Call call{name, parameters, baseUrl(request), request.cookie("JSESSIONID")};
  const std::string checksum = valueOf(parameters, "checksum");
  if (repeated || !checksumMatches(name, request.query, checksum, settings_.secret)) {
    ++world_.refused["checksum"];
    if (name == "join") return joinFailed(call, "checksumError", "Checksums do not match");
    return failedAnswer("checksumError", "Checksums do not match");
  }
  return dispatch(call);
}

HttpReply RestApi::dispatch(const Call& call) {
  if (call.name == "create") return create(call);
  if (call.name == "join") return join(call);
  if (call.name == "getMeetings") return getMeetings();
  if (auto fault = meetingIdFault(call.parameters)) return *fault;
  if (call.name == "isMeetingRunning") return isMeetingRunning(call);
  if (call.name == "getMeetingInfo") return getMeetingInfo(call);
  return end(call);
}

HttpReply RestApi::create(const Call& call) {
  if (auto fault = createFault(call.parameters)) return *fault;
  Meeting* existing = world_.meeting(valueOf(call.parameters, "meetingID"));
  if (existing != nullptr && !existing->ended()) {
    const std::string attendee = valueOf(call.parameters, "attendeePW");
    const std::string moderator = valueOf(call.parameters, "moderatorPW");
    const bool differs = (!attendee.empty() && attendee != existing->attendeePassword) ||
                         (!moderator.empty() && moderator != existing->moderatorPassword);
    if (differs) {
      return failedAnswer("idNotUnique",
                          "A meeting already exists with that meeting ID.  Please use a different "
                          "meeting ID.");
    }
    return createdAnswer(*existing, "duplicateWarning",
                         "This conference was already in existence and may currently be in "
                         "progress.");
  }
  const std::string bridge = valueOf(call.parameters, "voiceBridge");
  for (const Meeting& other : world_.meetings()) {
    if (bridge.empty() || other.ended() || other.voiceBridge != bridge) continue;
    return xmlReply(
        "<response><returncode>FAILED</returncode><errors><error><key>nonUniqueVoiceBridge</key>"
        "<message>The selected voice bridge is already in use.</message></error></errors>"
        "</response>");
  }
  Meeting& made = world_.createMeeting(valueOf(call.parameters, "meetingID"),
                                       valueOf(call.parameters, "name"), settings_.deck());
  fillMeeting(made, call.parameters);
  world_.changed();
  return createdAnswer(made, "", "");
}

HttpReply RestApi::isMeetingRunning(const Call& call) {
  const Meeting* meeting = world_.meeting(valueOf(call.parameters, "meetingID"));
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS").element("running", meeting != nullptr && meeting->running());
  return xmlReply(xml.text());
}

HttpReply RestApi::getMeetingInfo(const Call& call) {
  const Meeting* meeting = world_.meeting(valueOf(call.parameters, "meetingID"));
  if (meeting == nullptr) {
    return failedAnswer("notFound", "A meeting with that ID does not exist");
  }
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS");
  writeMeeting(xml, *meeting);
  return xmlReply(xml.text());
}

HttpReply RestApi::getMeetings() {
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS");
  const auto& all = world_.meetings();
  const bool none = std::all_of(all.begin(), all.end(), [](const Meeting& m) { return m.ended(); });
  if (none) {
    xml.element("meetings", "")
        .element("messageKey", "noMeetings")
        .element("message", "no meetings were found on this server");
    return xmlReply(xml.text());
  }
  xml.open("meetings");
  for (const Meeting& meeting : all) {
    if (meeting.ended()) continue;
    xml.open("meeting");
    writeMeeting(xml, meeting);
    xml.close("meeting");
  }
  xml.close("meetings");
  return xmlReply(xml.text());
}

HttpReply RestApi::end(const Call& call) {
  Meeting* meeting = world_.meeting(valueOf(call.parameters, "meetingID"));
  if (meeting == nullptr || meeting->ended()) {
    return failedAnswer("notFound", "A meeting with that ID does not exist");
  }
  const std::string password = valueOf(call.parameters, "password");
  if (!password.empty() && password != meeting->moderatorPassword) {
    return failedAnswer("invalidPassword", "The supplied moderator password is incorrect");
  }
  world_.end(*meeting, "ENDED_FROM_API");
  XmlAnswer xml;
  xml.element("returncode", "SUCCESS")
      .element("messageKey", "sentEndMeetingRequest")
      .element("message",
               "A request to end the meeting was sent.  Please wait a few seconds, and then use "
               "the getMeetingInfo or isMeetingRunning API calls to verify that it was ended.");
  return xmlReply(xml.text());
}

}  // namespace sim
