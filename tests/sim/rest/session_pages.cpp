// SPDX-License-Identifier: Apache-2.0
// What a client fetches after the join: its page, settings, STUN servers, slides.
#include "base/clock.hpp"
#include "tests/sim/ids.hpp"
#include "tests/sim/rest/api.hpp"

#include <cstdlib>

namespace sim {
namespace {

constexpr const char* kUnauthorisedPage =
    "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n"
    "<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx</center>\r\n"
    "</body>\r\n</html>\r\n";

HttpReply unauthorised() {
  return {401, "text/html", kUnauthorisedPage, {}};
}
HttpReply notFound() {
  return {404, "text/html", "<h1>404 Not Found</h1>", {}};
}

std::string tokenOf(const HttpRequest& request) {
  const std::string header = request.header("x-session-token");
  if (!header.empty()) return header;
  const Parameters parameters = parseQuery(request.query);
  const auto found = parameters.find("sessionToken");
  return found == parameters.end() ? "" : found->second;
}

/// Defaults of bbb-session.md §1.2 that a client may read.
Json clientSettings(const std::string& base, std::string sfu) {
  if (sfu.empty()) sfu = "ws" + base.substr(base.find(':')) + "/bbb-webrtc-sfu";
  return {{"public",
           {{"app", {{"clientTitle", "BigBlueButton"}}},
            {"chat",
             {{"public_group_id", kPublicChat},
              {"min_message_length", 1},
              {"max_message_length", 5000},
              {"itemsPerPage", 100},
              {"timeBetweenFetchs", 1000},
              {"grouping_messages_window", 10000}}},
            {"whiteboard",
             {{"cursorInterval", 150},
              {"annotationsQueueProcessInterval", 60},
              {"maxNumberOfAnnotations", 300}}},
            {"presentation", {{"restoreOnUpdate", true}, {"panZoomThrottle", 32}}},
            {"captions", {{"time", 5000}, {"lines", 2}}},
            {"stats", {{"rtt", {500, 1000, 2000}}}},
            {"layout", {{"hidePresentationOnJoin", false}}},
            {"media", {{"forceRelay", false}, {"forceRelayOnFirefox", false}}},
            {"kurento",
             {{"wsUrl", sfu},
              {"pagination",
               {{"desktopPageSizes", {{"moderator", 0}, {"viewer", 5}}},
                {"mobilePageSizes", {{"moderator", 2}, {"viewer", 2}}}}}}}}}};
}

}  // namespace

HttpReply RestApi::sessionPage(const HttpRequest& request) {
  const std::string& path = request.path;
  if (path == "/bigbluebutton/rtt-check") {
    return {200, "text/plain", "", {{"Access-Control-Allow-Origin", "*"}}};
  }
  if (path == "/bigbluebutton/api/stuns") return stuns(request);
  if (path == "/bigbluebutton/api/signOut") {
    return xmlReply("<response><returncode>SUCCESS</returncode></response>");
  }
  if (path.rfind("/bigbluebutton/connection/check", 0) == 0) return authorisation(request);
  if (path.rfind("/bigbluebutton/presentation/", 0) == 0) return presentationFile(request);
  if (path.rfind("/html5client", 0) == 0) {
    return {200,
            "text/html; charset=utf-8",
            "<!DOCTYPE html><html><head><title>BigBlueButton</title></head><body></body></html>",
            {}};
  }
  if (path.rfind("/api/rest/", 0) == 0) return staticData(request);
  return notFound();
}

HttpReply RestApi::authorisation(const HttpRequest& request) {
  const auto session = world_.authorised(tokenOf(request), request.cookie("JSESSIONID"));
  if (!session) return jsonReply({{"response", "unauthorized"}}, 401);
  HttpReply reply = jsonReply({{"response", "authorized"}});
  reply.headers = {{"User-Id", session.user->id},
                   {"Meeting-Id", session.meeting->internalId},
                   {"Voice-Bridge", session.meeting->voiceBridge},
                   {"User-Name", percentEncode(session.user->name)}};
  return reply;
}

HttpReply RestApi::stuns(const HttpRequest& request) {
  const auto session = world_.authorised(tokenOf(request), request.cookie("JSESSIONID"));
  if (!session) {
    return jsonReply({{"returncode", "FAILED"},
                      {"message", "Could not find conference."},
                      {"logoutURL", baseUrl(request)}});
  }
  Json turn = Json::array();
  if (!settings_.turn.empty()) {
    // The TURN REST scheme (bbb-media.md §4.1).
    constexpr std::int64_t kTtl = 86'400, kMs = 1000;
    const std::string username =
        std::to_string(base::unixMillis() / kMs + kTtl) + ":" + session.user->id;
    turn.push_back({{"username", username},
                    {"password", hmacSha1Base64(settings_.turnSecret, username)},
                    {"url", settings_.turn},
                    {"ttl", kTtl}});
  }
  return jsonReply({{"stunServers", Json::array()},
                    {"turnServers", turn},
                    {"remoteIceCandidates", Json::array()}});
}

HttpReply RestApi::staticData(const HttpRequest& request) {
  const std::string token = tokenOf(request);
  const auto session = world_.authorised(token, request.cookie("JSESSIONID"));
  if (!session) {
    ++world_.refused["unauthorised"];
    return unauthorised();
  }
  const std::string base = baseUrl(request);
  std::string name = request.path.substr(std::string("/api/rest/").size());
  if (!name.empty() && name.back() == '/') name.pop_back();
  if (name == "meetingStaticData") {
    const Meeting& meeting = *session.meeting;
    return jsonReply(
        {{"meeting",
          {{{"meetingId", meeting.internalId},
            {"name", meeting.name},
            {"logoutUrl", meeting.logoutUrl},
            {"bannerText", ""},
            {"bannerColor", ""},
            {"customLogoUrl", ""},
            {"customDarkLogoUrl", ""},
            {"disabledFeatures", Json::array()},
            {"clientSettings", {{"clientSettingsJson", clientSettings(base, settings_.sfu)}}}}}}});
  }
  if (name == "clientStartupSettings") {
    return jsonReply({{"meeting_clientSettings",
                       {{{"askForFeedbackOnLogout", false},
                         {"allowDefaultLogoutUrl", true},
                         {"learningDashboardBase", "learning-analytics-dashboard"},
                         {"fallbackLocale", "en"},
                         {"fallbackOnEmptyString", true}}}}});
  }
  if (name == "clientSettings") {
    return jsonReply({{"meeting_clientSettings",
                       {{{"clientSettingsJson", clientSettings(base, settings_.sfu)}}}}});
  }
  if (name == "userMetadata") {
    Json rows = Json::array();
    for (const auto& [key, value] : session.user->userdata) {
      rows.push_back({{"parameter", key}, {"value", value}});
    }
    return jsonReply({{"user_metadata", rows}});
  }
  return notFound();
}

/// `/bigbluebutton/presentation/<meeting>/<meeting>/<presentation>/svg/<N>`: plain files, as
/// nginx serves them, without cookie or token (bbb-session.md §6).
HttpReply RestApi::presentationFile(const HttpRequest& request) {
  std::vector<std::string> parts;
  std::string rest = request.path.substr(std::string("/bigbluebutton/presentation/").size());
  for (std::size_t slash = rest.find('/'); slash != std::string::npos; slash = rest.find('/')) {
    parts.push_back(rest.substr(0, slash));
    rest.erase(0, slash + 1);
  }
  parts.push_back(rest);
  if (parts.size() != 5 || parts[0] != parts[1]) return notFound();
  const Meeting* meeting = world_.meeting(parts[0]);
  if (meeting == nullptr || meeting->internalId != parts[0]) return notFound();
  if (parts[2] != meeting->presentationId || world_.fault("slides_missing")) return notFound();
  const int number = std::atoi(parts[4].c_str());
  if (number < 1 || number > meeting->deck->pages()) return notFound();
  HttpReply reply{200, "image/svg+xml", "", {{"Access-Control-Allow-Origin", "*"}}};
  if (parts[3] == "svg") {
    reply.body = meeting->deck->page(number).svg;
    return reply;
  }
  if (parts[3] == "textfiles") {
    reply.contentType = "text/plain";
    return reply;
  }
  return notFound();
}

}  // namespace sim
