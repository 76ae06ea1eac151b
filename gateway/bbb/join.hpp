// SPDX-License-Identifier: Apache-2.0
// From a join URL to a session: redirects, cookies, BBB's own addresses, and failures as sentences.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/http/client.hpp"
#include "base/result.hpp"

namespace gateway {

/// What a successful join gives. Everything else of the meeting comes through the GraphQL socket.
struct JoinedSession {
  std::string sessionToken;         ///< A secret: never logged.
  std::string origin;               ///< scheme://host[:port] of the client page.
  std::string baseUrl;              ///< `origin` and the cluster prefix, no slash at the end.
  std::string graphqlWebsocketUrl;  ///< ws(s)://…
  std::string graphqlApiUrl;        ///< http(s)://…/api/rest
  std::string sfuUrl;               ///< ws(s)://…/bbb-webrtc-sfu, no query.
  std::string bbbVersion;           ///< Empty where the administrator hides it.
  std::string cookies;              ///< "a=1; b=2" for `baseUrl`; a secret.
  int maxChatCharacters = 5000;     ///< The server's limit of one public line.
};

/// Opens `joinUrl` and learns the session's addresses. Cookies stay in `client`'s jar.
///
/// @param client  Use one client (one jar) per session; it must outlive the exchange.
/// @param done    Runs on the client's loop, never after the client is gone. Errors are
///                Fault::Peer (Fault::Config for a wrong secret) with BBB's messageKey as code, or
///                `unreachable`, `tls`, `timeout`, `bad_url`, `transfer`, `too_old`, `not_bbb`,
///                `server_error`; the sentence says what to do.
/// @thread loop
/// @source bbb-session.md §1.1, bbb-api.md §3.2–3.3
void join(base::http::Client& client, const std::string& joinUrl,
          std::function<void(base::Result<JoinedSession>)> done);

/// Whether a new join may succeed later without anybody changing a setting: the meeting is not
/// there yet, the server is down, the line was cut. False for a wrong secret, a refusal, a removal
/// by a moderator.
bool isWorthRejoining(const std::string& code);

/// One step of a join, pure: what an answer of BBB means. Public for tests.
namespace join_steps {

/// The client page's URL (it carries `sessionToken`) from the XML of a `redirect=false` join, or
/// the failure in it.
base::Result<std::string> clientUrlFrom(const std::string& xml);
/// The failure a redirect to `location` stands for (`errors=[…]`, `transfer/`), or success.
base::Result<void> checkRedirect(const std::string& location);
/// The session as far as the client page's final URL tells it.
base::Result<JoinedSession> sessionFrom(const std::string& finalUrl);
/// Adds what `GET /bigbluebutton/api` answers (JSON or XML). Code `too_old` for BBB 2.7 and
/// earlier.
base::Result<JoinedSession> withApiIndex(JoinedSession session, const std::string& body);
/// Adds what the client settings say, in the shape of any 3.x; nothing when they cannot be read.
std::optional<JoinedSession> withClientSettings(JoinedSession session, const std::string& body);
/// The sentence to act on for a messageKey of BBB.
base::Error refusal(const std::string& messageKey, const std::string& message);

}  // namespace join_steps
}  // namespace gateway
