// SPDX-License-Identifier: Apache-2.0
// Header lines are made once and shared; a request costs no formatting.
#include "gateway/origin/delivery.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/origin/gzip.hpp"

namespace gateway {
namespace {

using base::http::Body;
using base::http::body;
using base::http::Request;
using base::http::Response;

constexpr std::string_view kCors =
    "access-control-allow-origin: *\r\n"
    "access-control-expose-headers: Age, Date, Content-Length, Content-Range, ETag\r\n"
    "timing-allow-origin: *\r\n"
    "cross-origin-resource-policy: cross-origin\r\n";
constexpr std::string_view kPlaylistType = "application/vnd.apple.mpegurl";
// The URL of a directed answer names one version for ever; six target durations are enough.
constexpr std::string_view kDirected = "public, max-age=24";

std::string lines(std::string_view cacheControl) {
  std::string text = "cache-control: ";
  text += cacheControl;
  text += "\r\n";
  text += kCors;
  return text;
}

RenderedPlaylist::Form form(std::string bytes, std::string tag, std::string_view cacheControl,
                            bool gzipped) {
  std::string common = "vary: accept-encoding\r\naccept-ranges: none\r\netag: " + tag + "\r\n";
  if (gzipped) common += "content-encoding: gzip\r\n";
  RenderedPlaylist::Form made;
  made.bytes = body(std::move(bytes));
  made.fresh = body(lines(cacheControl) + common);
  made.directed = body(lines(kDirected) + common);
  made.tag = std::move(tag);
  return made;
}

bool acceptsGzip(const Request& request) {
  const std::string_view header = request.header("accept-encoding");
  const size_t at = header.find("gzip");
  return at != std::string_view::npos && !header.substr(at).starts_with("gzip;q=0,") &&
         header.substr(at) != "gzip;q=0";
}

/// Shares whole chunks, copies the two ends.
std::vector<Body> slice(const std::vector<Body>& chunks, uint64_t first, uint64_t last) {
  std::vector<Body> out;
  uint64_t start = 0;
  for (const Body& chunk : chunks) {
    const uint64_t end = start + chunk->size();
    const uint64_t from = std::max(first, start);
    const uint64_t to = std::min(last + 1, end);
    if (from < to)
      out.push_back(to - from == chunk->size() ? chunk
                                               : body(chunk->substr(from - start, to - from)));
    start = end;
  }
  return out;
}

}  // namespace

RenderedPlaylist renderForms(std::string text, const std::string& version,
                             std::string_view cacheControl) {
  RenderedPlaylist made;
  made.gzipped = form(gzip(text), "\"" + version + "-g\"", cacheControl, true);
  made.identity = form(std::move(text), "\"" + version + "\"", cacheControl, false);
  return made;
}

Response playlistResponse(const RenderedPlaylist& playlist, const Request& request,
                          bool hasDirectives) {
  const bool asGzip = acceptsGzip(request) && !playlist.gzipped.bytes->empty();
  const RenderedPlaylist::Form& chosen = asGzip ? playlist.gzipped : playlist.identity;
  Response response;
  response.contentType = kPlaylistType;
  response.headerLines = hasDirectives ? chosen.directed : chosen.fresh;
  if (!hasDirectives && request.header("if-none-match") == chosen.tag) {
    response.status = 304;
    return response;
  }
  response.chunks.push_back(chosen.bytes);
  return response;
}

std::optional<ByteRange> readRange(std::string_view header, uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return {};
  header.remove_prefix(kUnit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return {};
  const auto number = [](std::string_view text, uint64_t& out) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    // A number past 64 bits is past every end: players ask so for "all the rest".
    if (fault == std::errc::result_out_of_range) out = UINT64_MAX;
    return (fault == std::errc() || fault == std::errc::result_out_of_range) &&
           end == text.data() + text.size();
  };
  const std::string_view from = header.substr(0, dash);
  const std::string_view to = header.substr(dash + 1);
  ByteRange range{0, size - 1};
  if (from.empty()) {
    uint64_t suffix = 0;
    if (!number(to, suffix)) return {};
    if (suffix == 0 || size == 0) return ByteRange{1, 0};
    range.first = suffix >= size ? 0 : size - suffix;
    return range;
  }
  if (!number(from, range.first)) return {};
  if (!to.empty() && !number(to, range.last)) return {};
  if (!to.empty() && range.last < range.first) return {};
  if (range.first >= size) return ByteRange{1, 0};
  range.last = std::min(range.last, size - 1);
  return range;
}

Response mediaResponse(const Blob& blob, std::string_view range) {
  static const Body kLines =
      body(lines("public, max-age=31536000, immutable") + "accept-ranges: bytes\r\n");
  Response response;
  response.contentType = blob.isAudio ? "audio/mp4" : "video/mp4";
  response.headerLines = kLines;
  uint64_t size = 0;
  for (const Body& chunk : blob.chunks) size += chunk->size();
  const auto wanted = range.empty() ? std::nullopt : readRange(range, size);
  if (!wanted) {
    response.chunks = blob.chunks;
    return response;
  }
  if (wanted->first > wanted->last) {
    Response refused = originFault(416, "there is no such range");
    refused.headers.emplace_back("content-range", "bytes */" + std::to_string(size));
    return refused;
  }
  response.status = 206;
  response.headers.emplace_back("content-range", "bytes " + std::to_string(wanted->first) + "-" +
                                                     std::to_string(wanted->last) + "/" +
                                                     std::to_string(size));
  response.chunks = slice(blob.chunks, wanted->first, wanted->last);
  return response;
}

Response originFault(int status, std::string text) {
  static const Body kShort = body(lines("public, max-age=1"));
  static const Body kNever = body(lines("no-store"));
  Response response = Response::text(status, std::move(text) + "\n");
  response.headerLines = status == 404 ? kShort : kNever;
  if (status == 405) response.headers.emplace_back("allow", "GET, HEAD, OPTIONS");
  if (status == 503) response.headers.emplace_back("retry-after", "1");
  return response;
}

Response accessGranted() {
  static const Body kLines = body(lines("public, max-age=30"));
  Response response;
  response.status = 204;
  response.headerLines = kLines;
  return response;
}

Response preflight() {
  static const Body kLines =
      body(std::string(kCors) +
           "access-control-allow-methods: GET, HEAD, OPTIONS\r\n"
           "access-control-allow-headers: Range, Authorization, If-None-Match\r\n"
           "access-control-max-age: 86400\r\n");
  Response response;
  response.status = 204;
  response.headerLines = kLines;
  return response;
}

}  // namespace gateway
