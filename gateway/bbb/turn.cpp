// SPDX-License-Identifier: Apache-2.0
// The TURN servers BBB offers to a session.
#include "gateway/bbb/turn.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/http/client.hpp"
#include "base/json.hpp"
#include "base/log.hpp"

namespace gateway {
namespace {

constexpr size_t kMaxAnswerBytes = 256u << 10;
constexpr size_t kMaxServers = 8;
constexpr base::Millis kAskTimeout{5000};
// A day by default (§4.1). Asked anew a little before, so that no stream starts with the last
// second of a credential; and not more than once a minute, whatever the server says.
constexpr int64_t kUsualSeconds = 86400, kFewestSeconds = 60;

// "turn:host:3478?transport=udp" → "turn://user:password@host:3478?transport=udp"; "" when it is
// not one.
std::string withUser(const std::string& url, const std::string& user, const std::string& password) {
  const auto colon = url.find(':');
  if (colon == std::string::npos) return "";
  const std::string scheme = url.substr(0, colon);
  const std::string rest = url.substr(colon + 1);
  if ((scheme != "turn" && scheme != "turns") || rest.empty()) return "";
  return scheme + "://" + base::http::percentEncode(user) + ":" +
         base::http::percentEncode(password) + "@" + rest;
}

}  // namespace

base::Result<TurnServers> turnServersFrom(const std::string& body) {
  const auto answer = base::parseJson(body, kMaxAnswerBytes);
  if (!answer || !answer->is_object())
    return base::Error{base::Fault::Peer, "BBB's list of TURN servers is not JSON", "not_json"};
  if (base::textAt(*answer, "returncode") == "FAILED")
    return base::Error{base::Fault::Peer, "BBB no longer knows the session", "session_gone"};
  TurnServers found;
  int64_t seconds = kUsualSeconds;
  for (const auto& server : base::memberAt(*answer, "turnServers")) {
    if (found.urls.size() >= kMaxServers) break;
    auto url = withUser(base::textAt(server, "url"), base::textAt(server, "username"),
                        base::textAt(server, "password"));
    if (url.empty()) continue;
    found.urls.push_back(std::move(url));
    if (const auto ttl = base::integerAt(server, "ttl"); ttl > 0) seconds = std::min(seconds, ttl);
  }
  found.lifetime = std::chrono::seconds(std::max(kFewestSeconds, seconds * 9 / 10));
  return found;
}

TurnFinder::TurnFinder(const JoinedSession& joined, Ports ports)
    : ports_(std::move(ports)),
      url_(joined.baseUrl + "/bigbluebutton/api/stuns?sessionToken=" +
           base::http::percentEncode(joined.sessionToken)),
      cookies_(joined.cookies) {}

void TurnFinder::noDirectPath() {
  if (!isNeeded_) ask();
}

bool TurnFinder::isReady() {
  if (isNeeded_ && goodUntil_ <= ports_.now()) ask();
  return !isAsking_;
}

void TurnFinder::ask() {
  if (!ports_.send || isAsking_) return;
  isAsking_ = true;
  base::http::ClientRequest request;
  request.url = url_;
  request.headers = {{"Cookie", cookies_}, {"Accept", "application/json"}};
  request.timeout = kAskTimeout;
  ports_.send(std::move(request), [this, watch = alive_.watch()](
                                      const base::Result<base::http::ClientReply>& reply) {
    if (watch.expired()) return;
    isAsking_ = false;
    auto found = reply ? turnServersFrom(reply->body) : base::Result<TurnServers>(reply.error());
    isNeeded_ = found.has_value();
    servers_ = found ? *std::move(found) : TurnServers{};
    if (!isNeeded_) return base::log::failure("sfu", "no TURN servers", found.error());
    goodUntil_ = ports_.now() + servers_.lifetime;
    base::log::info("sfu", "media goes through TURN", {{"servers", servers_.urls.size()}});
  });
}

}  // namespace gateway
