// SPDX-License-Identifier: Apache-2.0
// The one table from errors to HTTP.
#include "control/reply.hpp"

#include <array>

#include "base/log.hpp"

namespace control {
namespace {

using base::Fault;
using base::http::Response;

struct CodeStatus {
  std::string_view code;
  int status;
};

/// Codes of Fault::Caller (and 23505, the database's word for a key that is taken).
constexpr std::array kStatuses = {
    CodeStatus{"not_json", 400},     CodeStatus{"unauthorized", 401},
    CodeStatus{"forbidden", 403},    CodeStatus{"not_found", 404},
    CodeStatus{"slug_taken", 409},   CodeStatus{"not_media_type", 415},
    CodeStatus{"invalid_push", 422}, CodeStatus{"invalid_stream", 422},
};

const char* titleOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

Response withBody(int status, const char* type, const base::Json& body) {
  Response response;
  response.status = status;
  response.contentType = type;
  response.headers = {{"cache-control", "no-store"}, {"x-content-type-options", "nosniff"}};
  response.chunks = {base::http::body(base::compact(body))};
  return response;
}

}  // namespace

Response reply(int status, const base::Json& body) {
  return withBody(status, "application/json", body);
}

Response replyNothing() {
  Response response;
  response.status = 204;
  response.headers = {{"cache-control", "no-store"}};
  return response;
}

Response problem(int status, const std::string& code, const std::string& detail) {
  Response response = withBody(status, "application/problem+json",
                               {{"type", "about:blank"},
                                {"title", titleOf(status)},
                                {"status", status},
                                {"detail", detail},
                                {"code", code}});
  if (status == 401) response.headers.emplace_back("www-authenticate", "Bearer");
  if (status == 503) response.headers.emplace_back("retry-after", "2");
  return response;
}

int statusOf(const base::Error& error) {
  switch (error.fault) {
    case Fault::Caller:
      break;
    case Fault::Peer:
      return 502;
    case Fault::Store:
      return 503;
    default:
      return 500;
  }
  for (const auto& one : kStatuses)
    if (one.code == error.code) return one.status;
  return 400;
}

Response problem(const base::Error& error) {
  const int status = statusOf(error);
  if (error.fault == Fault::Caller) return problem(status, error.code, error.what);
  base::log::failure("api", "a request failed", error);
  // What went wrong inside is for the log, not for a stranger.
  if (error.fault == Fault::Store)
    return problem(status, "store_unavailable", "The database cannot be reached; try again soon.");
  if (error.fault == Fault::Peer) return problem(status, error.code, error.what);
  return problem(status, "internal", "Something went wrong here; the server's log tells more.");
}

}  // namespace control
