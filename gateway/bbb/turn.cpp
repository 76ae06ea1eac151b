// SPDX-License-Identifier: Apache-2.0
// The TURN servers BBB offers to a session.
#include "gateway/bbb/turn.hpp"

#include <string_view>

#include "base/http/client.hpp"
#include "base/json.hpp"

namespace gateway {
namespace {

constexpr size_t kMaxAnswerBytes = 256u << 10;
constexpr size_t kMaxServers = 8;

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

base::Result<std::vector<std::string>> turnUrlsFrom(const std::string& body) {
  const auto answer = base::parseJson(body, kMaxAnswerBytes);
  if (!answer || !answer->is_object())
    return base::Error{base::Fault::Peer, "BBB's list of TURN servers is not JSON", "not_json"};
  if (base::textAt(*answer, "returncode") == "FAILED")
    return base::Error{base::Fault::Peer, "BBB no longer knows the session", "session_gone"};
  std::vector<std::string> urls;
  const auto& servers = base::memberAt(*answer, "turnServers");
  if (!servers.is_array()) return urls;
  for (const auto& server : servers) {
    if (urls.size() >= kMaxServers) break;
    auto url = withUser(base::textAt(server, "url"), base::textAt(server, "username"),
                        base::textAt(server, "password"));
    if (!url.empty()) urls.push_back(std::move(url));
  }
  return urls;
}

}  // namespace gateway
