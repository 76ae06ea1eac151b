// SPDX-License-Identifier: Apache-2.0
// Signing, sending and reading BBB's calls.
#include "control/bbb/api.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Millis;
using base::Result;
using base::xml::Element;

constexpr Millis kQueryLimit{10000};   // bbb-api.md §9.4
constexpr Millis kCreateLimit{60000};  // the server may download slides before it answers
constexpr size_t kMaxAnswerBytes = 4u << 20;

/// What a key calls for, in one table. An empty sentence: BBB's own text is passed on.
struct Refusal {
  std::string_view key, code;
  Fault fault;
  std::string_view sentence;
};

constexpr std::array kRefusals = {
    Refusal{"checksumError", "checksum_error", Fault::Config,
            "BigBlueButton refuses our signature: check [bbb] secret (bbb-conf --secret prints it) "
            "and [bbb] checksum"},
    Refusal{"unsupportedRequest", "unsupported_request", Fault::Config,
            "this BigBlueButton server does not know the call: check [bbb] url and its version"},
    Refusal{"notFound", "not_found", Fault::Peer,
            "BigBlueButton has no such meeting: start it there, or check the stream's meeting_id"},
    Refusal{"invalidMeetingIdentifier", "not_found", Fault::Peer,
            "BigBlueButton has no such meeting: start it there, or check the stream's meeting_id"},
    Refusal{"invalidMeetingId", "not_found", Fault::Peer,
            "BigBlueButton has no such meeting: start it there, or check the stream's meeting_id"},
    Refusal{"meetingForciblyEnded", "meeting_ended", Fault::Peer,
            "the meeting was ended in BigBlueButton: start it again there"},
    Refusal{"maxParticipantsReached", "meeting_full", Fault::Peer,
            "the meeting is full: raise its limit of participants by one for the bot"},
    Refusal{"idNotUnique", "id_not_unique", Fault::Peer,
            "a meeting with that id already runs under other passwords: choose another id"},
    Refusal{"NotUniqueMeetingID", "id_not_unique", Fault::Peer,
            "a meeting with that id already runs under other passwords: choose another id"},
    Refusal{"internalError", "bbb_unavailable", Fault::Peer,
            "the BigBlueButton load balancer cannot reach its servers: tell its operator; we keep "
            "trying"},
    Refusal{
        "serverUnavailable", "bbb_unavailable", Fault::Peer,
        "the BigBlueButton server of this meeting is offline: tell its operator; we keep trying"},
};

std::string snakeCase(std::string_view key) {
  std::string out;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isupper(byte) != 0 && !out.empty() && out.back() != '_') out += '_';
    out += std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
  }
  return out;
}

/// Network failures: the same codes, with what an administrator can do.
Error explainNetwork(Error error) {
  if (error.code == "tls")
    error.what =
        "the certificate of the BigBlueButton server is not trusted: give its authority as "
        "[bbb] ca_file (" +
        error.what + ")";
  else if (error.code == "timeout")
    error.what = "the BigBlueButton server does not answer: check that it is up; we keep trying";
  else if (error.code == "unreachable")
    error.what =
        "the BigBlueButton server cannot be reached: check [bbb] url and the network; we "
        "keep trying (" +
        error.what + ")";
  return error;
}

Result<void> checkStatus(int status) {
  if (status >= 500 || status == 429)
    return Error{Fault::Peer,
                 "the BigBlueButton server answers with status " + std::to_string(status) +
                     ": it is restarting or overloaded; we keep trying",
                 "bbb_unavailable"};
  if (status >= 400)
    return Error{Fault::Config,
                 "there is no BigBlueButton API at [bbb] url (status " + std::to_string(status) +
                     "): it should look like https://bbb.example.org/bigbluebutton/",
                 "bbb_not_found"};
  return {};
}

/// Keys under customdata are inserted unchecked by BBB and may be no XML at all (bbb-api.md §4.2).
std::string withoutCustomData(const std::string& document) {
  static constexpr std::string_view kOpen = "<customdata>";
  static constexpr std::string_view kClose = "</customdata>";
  std::string out;
  size_t from = 0;
  for (;;) {
    const size_t open = document.find(kOpen, from);
    const size_t close = open == std::string::npos ? open : document.find(kClose, open);
    if (close == std::string::npos) break;
    out.append(document, from, open - from);
    from = close + kClose.size();
  }
  return out.append(document, from);
}

Error notBbb() {
  return Error{Fault::Config, "what answers at [bbb] url is not BigBlueButton: check the address",
               "not_bbb"};
}

/// Both shapes of a failure: messageKey and message, or a list of errors.
Error refusalIn(const Element& response) {
  std::string key = response.textOf("messageKey");
  std::string said = response.textOf("message");
  const Element* errors = response.child("errors");
  if (const Element* first = errors == nullptr ? nullptr : errors->child("error")) {
    key = first->textOf("key").empty() ? first->attribute("key") : first->textOf("key");
    said =
        first->textOf("message").empty() ? first->attribute("message") : first->textOf("message");
  }
  return bbbRefusal(key, said);
}

/// Up to 2.5 counts carry the locale's separators: only the digits count.
int64_t digitsOf(const std::string& text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
               [](unsigned char c) { return std::isdigit(c) != 0; });
  int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

std::string bbbApiBase(std::string url) {
  const auto cutSlashes = [&] {
    while (url.ends_with('/')) url.pop_back();
  };
  cutSlashes();
  if (url.ends_with("/api")) url.erase(url.size() - 4);
  cutSlashes();
  const bool isBareHost = url.find('/', url.find("://") + 3) == std::string::npos;
  if (isBareHost) url += "/bigbluebutton";
  return url + "/api/";
}

std::string bbbSignedUrl(const BbbServer& server, const std::string& call,
                         const BbbParameters& parameters) {
  std::string query;
  for (const auto& [key, value] : parameters) {
    if (!query.empty()) query += '&';
    query += base::http::percentEncode(key) + "=" + base::http::percentEncode(value);
  }
  const std::string checksum = base::digest(server.checksum, call + query + server.secret);
  return bbbApiBase(server.url) + call + "?" + query + (query.empty() ? "" : "&") +
         "checksum=" + checksum;
}

Error bbbRefusal(const std::string& key, const std::string& said) {
  for (const auto& known : kRefusals)
    if (known.key == key)
      return Error{known.fault, std::string(known.sentence), std::string(known.code)};
  return Error{Fault::Peer, "BigBlueButton refuses: " + (said.empty() ? key : said),
               key.empty() ? "bbb_failed" : snakeCase(key)};
}

Result<Element> readBbbAnswer(Result<base::http::ClientReply> reply) {
  if (!reply) return explainNetwork(std::move(reply).error());
  if (auto fine = checkStatus(reply->status); !fine) return std::move(fine).error();
  auto response = base::xml::parse(withoutCustomData(reply->body), kMaxAnswerBytes);
  if (!response || response->name != "response") return notBbb();
  const std::string code = response->textOf("returncode");
  if (code == "FAILED" || code == "ERROR") return refusalIn(*response);
  if (code != "SUCCESS") return notBbb();
  return response;
}

BbbApi::BbbApi(BbbServer server, Fetch fetch)
    : server_(std::move(server)), fetch_(std::move(fetch)) {
  if (fetch_) return;
  fetch_ = [caFile = server_.caFile](base::http::ClientRequest request) {
    return base::http::fetch(std::move(request), {.caFile = caFile});
  };
}

Result<Element> BbbApi::call(const std::string& name, const BbbParameters& parameters,
                             Millis limit) {
  base::http::ClientRequest request;
  request.url = bbbSignedUrl(server_, name, parameters);
  request.maxBodyBytes = kMaxAnswerBytes;
  request.timeout = limit;
  return readBbbAnswer(fetch_(std::move(request)));
}

Result<bool> BbbApi::isMeetingRunning(const std::string& meetingId) {
  auto response = call("isMeetingRunning", {{"meetingID", meetingId}}, kQueryLimit);
  if (!response) return std::move(response).error();
  return response->textOf("running") == "true";
}

Result<BbbMeeting> BbbApi::getMeetingInfo(const std::string& meetingId) {
  auto response = call("getMeetingInfo", {{"meetingID", meetingId}}, kQueryLimit);
  if (!response) return std::move(response).error();
  BbbMeeting meeting;
  meeting.id = response->textOf("meetingID");
  meeting.internalId = response->textOf("internalMeetingID");
  meeting.name = response->textOf("meetingName");
  meeting.createTimeMs = digitsOf(response->textOf("createTime"));
  meeting.isRunning = response->textOf("running") == "true";
  meeting.hasEnded = response->textOf("hasBeenForciblyEnded") == "true" ||
                     digitsOf(response->textOf("endTime")) > 0;
  meeting.participants = static_cast<int>(digitsOf(response->textOf("participantCount")));
  return meeting;
}

Result<void> BbbApi::create(const BbbNewMeeting& meeting) {
  BbbParameters parameters = {{"name", meeting.name},
                              {"meetingID", meeting.id},
                              {"attendeePW", meeting.attendeePassword},
                              {"moderatorPW", meeting.moderatorPassword}};
  parameters.insert(parameters.end(), meeting.more.begin(), meeting.more.end());
  auto response = call("create", parameters, kCreateLimit);
  if (!response) return std::move(response).error();
  return {};
}

// One list for all versions: names a server does not know are ignored (bbb-api.md §3.5).
std::string BbbApi::joinUrl(const BbbObserver& observer) const {
  return bbbSignedUrl(server_, "join",
                      {{"meetingID", observer.meetingId},
                       {"fullName", observer.name},
                       {"role", "VIEWER"},
                       {"userID", observer.userId},
                       {"bot", "true"},
                       {"excludeFromDashboard", "true"},
                       {"userdata-bbb_force_listen_only", "true"},
                       {"userdata-bbb_auto_join_audio", "true"},
                       {"userdata-bbb_skip_check_audio", "true"},
                       {"userdata-bbb_listen_only_mode", "true"},
                       {"userdata-bbb_enable_video", "false"},
                       {"userdata-bbb_skip_video_preview", "true"},
                       {"userdata-bbb_show_participants_on_login", "false"},
                       {"userdata-bbb_show_public_chat_on_login", "false"},
                       {"userdata-bbb_hide_nav_bar", "true"},
                       {"userdata-bbb_hide_actions_bar", "true"},
                       {"userdata-bbb_hide_notifications", "true"},
                       {"userdata-bbb_hide_controls", "true"},
                       {"userdata-bbb_show_session_details_on_join", "false"}});
}

std::string BbbApi::plainJoinUrl(const BbbObserver& observer) const {
  return bbbSignedUrl(server_, "join",
                      {{"meetingID", observer.meetingId},
                       {"fullName", observer.name},
                       {"role", "VIEWER"},
                       {"userID", observer.userId}});
}

}  // namespace control
