// SPDX-License-Identifier: Apache-2.0
// Reads method, path, query and the headers we keep.
#include "base/http/server_lws_request.hpp"

#include <libwebsockets.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace base::http {
namespace {

struct Kept {
  lws_token_indexes token;
  std::string_view name;
};
constexpr Kept kKeptHeaders[] = {
    {WSI_TOKEN_HOST, "host"},
    {WSI_TOKEN_HTTP_COLON_AUTHORITY, "host"},
    {WSI_TOKEN_ORIGIN, "origin"},
    {WSI_TOKEN_HTTP_ACCEPT, "accept"},
    {WSI_TOKEN_HTTP_ACCEPT_ENCODING, "accept-encoding"},
    {WSI_TOKEN_HTTP_ACCEPT_LANGUAGE, "accept-language"},
    {WSI_TOKEN_HTTP_AUTHORIZATION, "authorization"},
    {WSI_TOKEN_HTTP_CONTENT_TYPE, "content-type"},
    {WSI_TOKEN_HTTP_COOKIE, "cookie"},
    {WSI_TOKEN_HTTP_IF_NONE_MATCH, "if-none-match"},
    {WSI_TOKEN_HTTP_RANGE, "range"},
    {WSI_TOKEN_HTTP_USER_AGENT, "user-agent"},
    {WSI_TOKEN_X_FORWARDED_FOR, "x-forwarded-for"},
};
constexpr size_t kMaxParameters = 64;
constexpr size_t kMaxHeadBytes = 8192;  // of path, query and kept headers

/// A header of one fragment is read in place; of several (sent twice) it is joined.
std::string headerText(lws* wsi, lws_token_indexes token) {
  const int length = lws_hdr_total_length(wsi, token);
  if (length <= 0) return {};
  std::string text(static_cast<size_t>(length) + 1, '\0');
  const int copied = lws_hdr_copy(wsi, text.data(), length + 1, token);
  text.resize(copied > 0 ? static_cast<size_t>(copied) : 0);
  return text;
}

bool hasHeader(lws* wsi, lws_token_indexes token) {
  return lws_hdr_total_length(wsi, token) > 0;
}

void readQuery(lws* wsi, Request& request) {
  if (!hasHeader(wsi, WSI_TOKEN_HTTP_URI_ARGS)) return;
  for (size_t i = 0; i < kMaxParameters; ++i) {
    const int length = lws_hdr_fragment_length(wsi, WSI_TOKEN_HTTP_URI_ARGS, static_cast<int>(i));
    if (length <= 0) return;
    std::string pair(static_cast<size_t>(length) + 1, '\0');
    const int copied = lws_hdr_copy_fragment(wsi, pair.data(), length + 1, WSI_TOKEN_HTTP_URI_ARGS,
                                             static_cast<int>(i));
    if (copied <= 0) return;
    pair.resize(static_cast<size_t>(copied));
    const size_t equals = pair.find('=');
    if (equals == std::string::npos)
      request.query.emplace_back(std::move(pair), "");
    else
      request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
}

std::string_view methodName(int method) {
  switch (method) {
    case LWSHUMETH_GET:
      return "GET";
    case LWSHUMETH_POST:
      return "POST";
    case LWSHUMETH_OPTIONS:
      return "OPTIONS";
    case LWSHUMETH_PUT:
      return "PUT";
    case LWSHUMETH_PATCH:
      return "PATCH";
    case LWSHUMETH_DELETE:
      return "DELETE";
    case LWSHUMETH_HEAD:
      return "HEAD";
    default:
      return {};
  }
}

/// HTTP/2 names the method in a header of its own.
std::string methodOf(lws* wsi, int method) {
  if (method != LWSHUMETH_COLON_PATH) return std::string(methodName(method));
  std::string name = headerText(wsi, WSI_TOKEN_HTTP_COLON_METHOD);
  for (int known = LWSHUMETH_GET; known <= LWSHUMETH_HEAD; ++known)
    if (methodName(known) == name) return name;
  return {};
}

/// A path that could climb out of a folder, or that C code would read short.
bool isPlainPath(std::string_view path) {
  if (path.empty() || path.front() != '/') return false;
  if (path.find('\0') != std::string_view::npos) return false;
  return path.find("/../") == std::string_view::npos && !path.ends_with("/..");
}

void readLength(lws* wsi, RequestHead& head) {
  if (hasHeader(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING)) {
    head.refusal = 411;
    return;
  }
  const std::string& method = head.request.method;
  if (!hasHeader(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH)) {
    // libwebsockets would wait for 100 MB.
    if (method == "POST" || method == "PUT" || method == "PATCH") head.refusal = 411;
    return;
  }
  const std::string text = headerText(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH);
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), head.bodyBytes);
  if (fault != std::errc() || end != text.data() + text.size() || head.bodyBytes < 0)
    head.refusal = 400;
}

}  // namespace

RequestHead readHead(lws* wsi, const std::string& remote) {
  RequestHead head;
  Request& request = head.request;
  char* path = nullptr;
  int length = 0;
  const int method = lws_http_get_uri_and_method(wsi, &path, &length);
  if (method < 0 || path == nullptr || length <= 0) {
    head.refusal = 400;
    return head;
  }
  request.method = methodOf(wsi, method);
  request.path.assign(path, static_cast<size_t>(length));
  request.remote = remote;
  head.isHead = request.method == "HEAD";
  head.wantsContinue = hasHeader(wsi, WSI_TOKEN_HTTP_EXPECT);
  if (!isPlainPath(request.path)) head.refusal = 400;
  if (request.method.empty()) head.refusal = 405;
  readQuery(wsi, request);
  size_t bytes = request.path.size();
  for (const auto& [key, value] : request.query) bytes += key.size() + value.size();
  for (const Kept& kept : kKeptHeaders) {
    if (!hasHeader(wsi, kept.token)) continue;
    request.headers.emplace_back(kept.name, headerText(wsi, kept.token));
    bytes += request.headers.back().second.size();
  }
  if (bytes > kMaxHeadBytes) head.refusal = 431;
  if (head.refusal == 0) readLength(wsi, head);
  return head;
}

}  // namespace base::http
