// SPDX-License-Identifier: Apache-2.0
// From a join URL to a session.
#include "gateway/bbb/join.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "base/json.hpp"
#include "base/log.hpp"
#include "base/xml.hpp"

namespace gateway {

using base::Error;
using base::Fault;
using base::Result;
using base::http::Client;
using base::http::ClientReply;
using base::http::ClientRequest;

namespace join_steps {
namespace {

constexpr std::string_view kClientPath = "/html5client";
constexpr size_t kMaxAnswerBytes = 1u << 20;

// Both shapes of failure (bbb-api.md §1.5): <messageKey>, or <errors><error key=…/>.
Error failureIn(const base::xml::Element& answer) {
  std::string key = answer.textOf("messageKey"), message = answer.textOf("message");
  if (const auto* errors = answer.child("errors"); errors != nullptr && key.empty()) {
    if (const auto* first = errors->child("error"); first != nullptr) {
      key = first->textOf("key").empty() ? first->attribute("key") : first->textOf("key");
      message =
          first->textOf("message").empty() ? first->attribute("message") : first->textOf("message");
    }
  }
  return refusal(key.empty() ? "not_bbb" : key, message);
}

// ws for http, keeping the s.
std::string socketUrl(std::string url) {
  if (url.starts_with("http")) url.replace(0, 4, "ws");
  return url;
}

std::string fieldOf(const std::string& body, const char* name) {
  if (const auto json = base::parseJson(body, kMaxAnswerBytes))
    return base::textAt(base::memberAt(*json, "response"), name);
  if (const auto xml = base::xml::parse(body, kMaxAnswerBytes)) return xml->textOf(name);
  return "";
}

// `meetingStaticData` since 3.0.14, `clientSettings` before (bbb-session.md §1.1).
base::Json publicSettings(const base::Json& answer) {
  const auto first = [&](const char* root) {
    const auto& rows = base::memberAt(answer, root);
    return rows.is_array() && !rows.empty() ? rows.front() : base::Json();
  };
  auto json =
      base::memberAt(base::memberAt(first("meeting"), "clientSettings"), "clientSettingsJson");
  if (json.is_null()) json = base::memberAt(first("meeting_clientSettings"), "clientSettingsJson");
  if (json.is_string())
    json = base::parseJson(json.get<std::string>(), kMaxAnswerBytes * 8).value_or(base::Json());
  return base::memberAt(json, "public");
}

}  // namespace

Result<std::string> clientUrlFrom(const std::string& body) {
  const auto answer = base::xml::parse(body, kMaxAnswerBytes);
  if (!answer || answer->name != "response") return refusal("not_bbb", "");
  if (answer->textOf("returncode") != "SUCCESS") return failureIn(*answer);
  const std::string guest = answer->textOf("guestStatus");
  if (guest == "DENY" || answer->textOf("messageKey") == "guestDeny")
    return refusal("guestDeny", "");
  const std::string url = answer->textOf("url");
  const auto parsed = base::http::parseUrl(url);
  if (!parsed) return refusal("not_bbb", "");
  if (auto followed = checkRedirect(url); !followed) return std::move(followed).error();
  if (parsed->parameter("sessionToken")) return url;
  const std::string token = answer->textOf("session_token");
  if (token.empty()) return refusal("not_bbb", "");
  return url + (parsed->query.empty() ? "?" : "&") + "sessionToken=" + token;
}

Result<void> checkRedirect(const std::string& location) {
  const auto parsed = base::http::parseUrl(location);
  if (!parsed) return refusal("not_bbb", "");
  if (parsed->path.find("transfer/") != std::string::npos) return refusal("transfer", "");
  const auto errors = parsed->parameter("errors");
  if (!errors) return {};
  const auto list = base::parseJson(*errors, kMaxAnswerBytes);
  if (!list || !list->is_array() || list->empty()) return refusal("not_bbb", "");
  return refusal(base::textAt(list->front(), "key", "not_bbb"),
                 base::textAt(list->front(), "message"));
}

Result<JoinedSession> sessionFrom(const std::string& finalUrl) {
  const auto url = base::http::parseUrl(finalUrl);
  const auto token = url ? url->parameter("sessionToken") : std::nullopt;
  if (!token || token->empty()) return refusal("not_bbb", "");
  JoinedSession session;
  session.sessionToken = *token;
  session.origin = url->origin();
  const auto cut = url->path.find(kClientPath);
  session.baseUrl =
      session.origin + (cut == std::string::npos ? std::string() : url->path.substr(0, cut));
  session.sfuUrl = socketUrl(session.baseUrl) + "/bbb-webrtc-sfu";
  return session;
}

Result<JoinedSession> withApiIndex(JoinedSession session, const std::string& body) {
  if (fieldOf(body, "returncode") != "SUCCESS") return refusal("not_bbb", "");
  session.bbbVersion = fieldOf(body, "bbbVersion");
  session.graphqlWebsocketUrl = fieldOf(body, "graphqlWebsocketUrl");
  session.graphqlApiUrl = fieldOf(body, "graphqlApiUrl");
  if (session.graphqlWebsocketUrl.empty()) return refusal("too_old", "");
  if (!base::http::parseUrl(session.graphqlWebsocketUrl)) return refusal("not_bbb", "");
  if (session.graphqlApiUrl.empty()) session.graphqlApiUrl = session.baseUrl + "/api/rest";
  return session;
}

std::optional<JoinedSession> withClientSettings(JoinedSession session, const std::string& body) {
  constexpr int64_t kLeast = 1, kMost = 100000;
  const auto answer = base::parseJson(body, kMaxAnswerBytes * 8);
  if (!answer) return std::nullopt;
  const auto found = publicSettings(*answer);
  if (!found.is_object()) return std::nullopt;
  const auto& settings = found;
  const auto longest = base::integerAt(base::memberAt(settings, "chat"), "max_message_length");
  if (longest >= kLeast && longest <= kMost) session.maxChatCharacters = static_cast<int>(longest);
  const auto sfu = base::textAt(base::memberAt(settings, "kurento"), "wsUrl");
  if (const auto url = base::http::parseUrl(sfu); url && url->scheme.starts_with("ws"))
    session.sfuUrl = sfu.substr(0, sfu.find('?'));
  return session;
}

}  // namespace join_steps

namespace {

using namespace join_steps;

constexpr int kMaxRedirects = 10;
constexpr size_t kMaxPageBytes = 4u << 20;
constexpr base::Millis kStepTimeout{15000};
constexpr base::Millis kSettingsTimeout{3000};  // They only refine defaults.
constexpr int kSettingsForms = 2;

/// One join under way; each answer makes the next request, and the last reference lies in the
/// callback.
class Join : public std::enable_shared_from_this<Join> {
 public:
  Join(Client& client, std::function<void(Result<JoinedSession>)> done)
      : client_(client), done_(std::move(done)) {}

  void get(const std::string& url, base::http::Headers headers, base::Millis timeout,
           void (Join::*next)(Result<ClientReply>)) {
    ClientRequest request;
    request.url = url;
    request.headers = std::move(headers);
    // By hand, because a failed join is a redirect to somebody's home page with the reason in its
    // query.
    request.followRedirects = false;
    request.maxBodyBytes = kMaxPageBytes;
    request.timeout = timeout;
    client_.send(std::move(request), [self = shared_from_this(), next](Result<ClientReply> reply) {
      (self.get()->*next)(std::move(reply));
    });
  }

  void open(const std::string& url) {
    url_ = url;
    get(url, {}, kStepTimeout, &Join::onPage);
  }

 private:
  void fail(Error error) { done_(std::move(error)); }

  // What the network said, as a sentence about BBB; the address itself may hold the join's secret.
  static Error unreached(const Error& why) {
    auto error = refusal(why.code, why.what);
    return error.what.empty() ? why : error;
  }

  void onPage(Result<ClientReply> reply) {
    if (!reply) return fail(unreached(reply.error()));
    const auto location = reply->header("location");
    if (reply->status >= 300 && reply->status < 400 && location) {
      const std::string target = base::http::resolveUrl(url_, *location);
      if (auto followed = checkRedirect(target); !followed) return fail(followed.error());
      if (++redirects_ > kMaxRedirects) return fail(refusal("not_bbb", ""));
      return open(target);
    }
    if (auto session = sessionFrom(url_)) return onClientPage(*std::move(session));
    if (reply->status >= 500) return fail(refusal("server_error", ""));
    auto client = clientUrlFrom(reply->body);
    if (!client) return fail(std::move(client).error());
    auto session = sessionFrom(*client);
    if (!session) return fail(std::move(session).error());
    onClientPage(*std::move(session));
  }

  void onClientPage(JoinedSession session) {
    session_ = std::move(session);
    session_.cookies = client_.cookiesFor(session_.baseUrl);
    get(session_.baseUrl + "/bigbluebutton/api", {{"Accept", "application/json"}}, kStepTimeout,
        &Join::onIndex);
  }

  void onIndex(Result<ClientReply> reply) {
    if (!reply) return fail(unreached(reply.error()));
    auto session = withApiIndex(std::move(session_), reply->body);
    if (!session) return fail(std::move(session).error());
    session_ = *std::move(session);
    askSettings();
  }

  // The older form wants the token in the address; where none answers, the defaults stand.
  void askSettings() {
    const std::string path = settingsTries_ == 0
                                 ? "/meetingStaticData"
                                 : "/clientSettings?sessionToken=" + session_.sessionToken;
    get(session_.graphqlApiUrl + path,
        {{"X-Session-Token", session_.sessionToken}, {"Cookie", session_.cookies}},
        kSettingsTimeout, &Join::onSettings);
  }

  void onSettings(Result<ClientReply> reply) {
    auto read = reply && reply->status == 200 ? withClientSettings(session_, reply->body)
                                              : std::optional<JoinedSession>();
    if (!read && ++settingsTries_ < kSettingsForms) return askSettings();
    if (read) session_ = *std::move(read);
    base::log::info("bbb", "joined", {{"server", session_.origin}, {"bbb", session_.bbbVersion}});
    done_(std::move(session_));
  }

  Client& client_;
  std::function<void(Result<JoinedSession>)> done_;
  std::string url_;
  int redirects_ = 0;
  int settingsTries_ = 0;
  JoinedSession session_;
};

}  // namespace

void join(Client& client, const std::string& joinUrl,
          std::function<void(Result<JoinedSession>)> done) {
  std::make_shared<Join>(client, std::move(done))->open(joinUrl);
}

}  // namespace gateway
