// SPDX-License-Identifier: Apache-2.0
// HTTP client: requests with a cookie jar, bounded answers, and web sockets. The door of libsoup.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/loop.hpp"
#include "base/result.hpp"

namespace base::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct ClientRequest {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;         ///< Sent when not empty, with `contentType`.
  std::string contentType;  ///< e.g. application/json
  bool followRedirects = true;
  size_t maxBodyBytes = 8u << 20;
  Millis timeout{15000};  ///< For the whole exchange; with `onBody`, for each piece of it.
  /// Takes the body of a 2xx answer piece by piece, in place of ClientReply::body. False ends the
  /// exchange: Fault::Caller, code `refused`.
  std::function<bool(std::string_view)> onBody;
};

struct ClientReply {
  int status = 0;
  std::string finalUrl;  ///< After redirects.
  std::string contentType;
  Headers headers;  ///< Of the final answer, names in lower case.
  std::string body;

  /// The value of the header (`name` in lower case), or nothing.
  std::optional<std::string> header(const std::string& name) const;
};

struct ClientOptions {
  std::string userAgent = "Amphi";
  std::string caFile;  ///< PEM bundle trusted besides the system's; empty: the system's only.
};

/// One cookie jar and its connections. Bound to the loop it was made with.
class Client {
 public:
  using Done = std::function<void(Result<ClientReply>)>;

  /// `loop` must outlive the client. @thread the loop's
  Client(Loop& loop, ClientOptions options);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  /// Any HTTP status is a reply; Fault::Peer when there is none (code `unreachable`, `tls`,
  /// `timeout`, `too_long`, `bad_url`). `done` runs on the loop, never after the client is gone.
  void send(ClientRequest request, Done done);

  /// Drops every cookie.
  void forgetCookies();
  /// "a=1; b=2": every cookie of the jar for that host, whatever their path (bbb-session.md §1.1).
  std::string cookiesFor(const std::string& url) const;

  struct State;  ///< libsoup's side; only client.cpp and web_socket_client.cpp look inside.
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// One exchange from a thread without a loop: blocks until answered or `request.timeout`.
/// @thread any but a loop's
Result<ClientReply> fetch(ClientRequest request, const ClientOptions& options);

/// `text` as one query or form component: everything but unreserved characters escaped (RFC 3986
/// §2.3).
std::string percentEncode(std::string_view text);

/// Parts of an absolute http(s)/ws(s) URL; nothing when it is not one.
struct Url {
  std::string scheme, host, path, query;  ///< `path` starts with '/', `query` without '?'.
  int port = 0;                           ///< The scheme's default when the URL names none.
  /// scheme://host[:port], the port left out where it is the default.
  std::string origin() const;
  /// The decoded value of a query parameter.
  std::optional<std::string> parameter(std::string_view name) const;
};
std::optional<Url> parseUrl(const std::string& text);
/// `reference` as seen from `baseUrl` (RFC 3986 §5).
std::string resolveUrl(const std::string& baseUrl, const std::string& reference);

}  // namespace base::http
