// SPDX-License-Identifier: Apache-2.0
// From a request to its handler on the pool.
#include "control/api.hpp"

#include <memory>
#include <utility>

#include "control/reply.hpp"
#include "control/routes.hpp"

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using base::http::Request;
using base::http::Response;

struct Match {
  const Route* route = nullptr;
  std::string slug;
  std::string allowed;  ///< Methods of the path, where only the method was wrong.
};

Match find(const Request& request) {
  Match match;
  // HEAD is GET whose body the front door leaves out.
  const std::string_view method =
      request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
  for (const auto& route : routes()) {
    const auto slug = matchPath(route.path, request.path);
    if (!slug) continue;
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method != method) continue;
    match.route = &route;
    match.slug = *slug;
    return match;
  }
  return match;
}

Response refusal(const Match& match) {
  if (match.allowed.empty()) return problem(404, "not_found", "There is nothing at this address.");
  Response response =
      problem(405, "method_not_allowed", "This address answers to " + match.allowed + ".");
  response.headers.emplace_back("allow", match.allowed);
  return response;
}

/// Takes as long for a wrong token as for a right one of the same length.
bool isSame(std::string_view a, std::string_view b) {
  unsigned different = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < a.size(); ++i)
    different |= static_cast<unsigned char>(a[i]) ^
                 static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  return different == 0;
}

bool isThisMachine(std::string_view remote) {
  return remote.starts_with("127.") || remote == "::1" || remote.starts_with("::ffff:127.");
}

/// scheme://authority → authority
std::string_view authorityOf(std::string_view origin) {
  const auto at = origin.find("://");
  return at == std::string_view::npos ? origin : origin.substr(at + 3);
}

}  // namespace

Result<void> mayWrite(const Request& request, const std::string& token) {
  if (!token.empty()) {
    static constexpr std::string_view kScheme = "Bearer ";
    const std::string_view given = request.header("authorization");
    if (given.starts_with(kScheme) && isSame(given.substr(kScheme.size()), token)) return {};
    return Error{Fault::Caller, "Send the API's token: Authorization: Bearer <[api] token>.",
                 "unauthorized"};
  }
  const auto origin = request.header("origin");
  const bool isOwnPage = origin.empty() || authorityOf(origin) == request.header("host");
  const bool isProxied =
      !request.header("x-forwarded-for").empty() || !request.header("forwarded").empty();
  if (isThisMachine(request.remote) && isOwnPage && !isProxied) return {};
  return Error{Fault::Caller,
               "Without an [api] token only programs of this machine may write: set one to write "
               "from elsewhere.",
               "forbidden"};
}

bool Api::serves(std::string_view path) {
  return path == "/api" || path.starts_with("/api/") || path == "/healthz" || path == "/readyz" ||
         path == "/metrics";
}

void Api::handle(Request request, base::http::Responder responder) {
  const Match match = find(request);
  if (match.route == nullptr) {
    std::move(responder).send(refusal(match));
    return;
  }
  if (match.route->access == Access::Write)
    if (auto may = mayWrite(request, context_.token); !may) {
      std::move(responder).send(problem(may.error()));
      return;
    }
  // A std::function must be copyable; the right to answer is not.
  struct Held {
    Request request;
    base::http::Responder responder;
  };
  auto held = std::make_shared<Held>(Held{std::move(request), std::move(responder)});
  const bool isQueued =
      pool_.submit([this, held, &route = *match.route, slug = match.slug](Desk& desk) {
        if (held->responder.isGone()) return;
        Call call{held->request, slug, desk, context_};
        std::move(held->responder).send(route.handle(call));
      });
  if (!isQueued)
    std::move(held->responder)
        .send(problem(503, "too_busy", "The server has too much to do; try again in two seconds."));
}

}  // namespace control
