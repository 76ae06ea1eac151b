// SPDX-License-Identifier: Apache-2.0
// Files to answers, with the headers a browser needs.
#include "control/pages.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/digest.hpp"
#include "control/new_stream.hpp"

namespace control {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Fault;
using base::http::Request;
using base::http::Response;

constexpr uintmax_t kMaxTotalBytes = 64u << 20;
constexpr std::string_view kIndex = "/index.html";
constexpr std::string_view kLive = "/live/";
constexpr std::string_view kAssets = "/assets/";
/// Names under assets/ carry a hash of their bytes.
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
constexpr std::string_view kAskAgain = "no-cache";

/// Everything from ourselves only. Styles inline: media-chrome's elements bring theirs in their
/// shadow roots. blob: hls.js hands the picture over through one.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

struct Type {
  std::string_view ending, type;
};
constexpr std::array kTypes = {
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".ico", "image/x-icon"},
    Type{".woff2", "font/woff2"},
    Type{".json", "application/json"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".webmanifest", "application/manifest+json"},
};

std::string typeOf(std::string_view path) {
  for (const auto& one : kTypes)
    if (path.ends_with(one.ending)) return std::string(one.type);
  return "application/octet-stream";
}

std::string readAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

bool isApplication(std::string_view path) {
  if (path == "/" || path == kIndex) return true;
  if (!path.starts_with(kLive)) return false;
  std::string_view slug = path.substr(kLive.size());
  if (slug.ends_with('/')) slug.remove_suffix(1);
  return isSlug(slug);
}

}  // namespace

base::Result<Pages> Pages::open(const std::string& folder) {
  Pages pages;
  uintmax_t total = 0;
  std::error_code wrong;
  for (fs::recursive_directory_iterator entry(folder, wrong), end; !wrong && entry != end;
       entry.increment(wrong)) {
    if (!entry->is_regular_file(wrong)) continue;
    const std::string path = "/" + entry->path().lexically_relative(folder).generic_string();
    std::string bytes = readAll(entry->path());
    total += bytes.size();
    if (total > kMaxTotalBytes)
      return Error{Fault::Config,
                   "[server] web_dir " + folder + " holds over 64 MiB: is it the pages' folder?",
                   "too_long"};
    std::string tag = '"' + base::digest(base::DigestKind::Sha1, bytes) + '"';
    pages.files_[path] = File{base::http::body(std::move(bytes)), typeOf(path), std::move(tag)};
  }
  if (!pages.files_.contains(kIndex))
    return Error{Fault::Config,
                 "[server] web_dir " + folder + " has no index.html: build the pages or correct it",
                 "no_pages"};
  return pages;
}

Response Pages::serve(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    Response refused = Response::text(405, "Pages are only read.\n");
    refused.headers.emplace_back("allow", "GET, HEAD");
    return refused;
  }
  const bool isPage = isApplication(request.path);
  const auto found = files_.find(isPage ? kIndex : std::string_view(request.path));
  if (found != files_.end())
    return fileReply(request, found->second,
                     request.path.starts_with(kAssets) ? kForEver : kAskAgain);
  if (isPage) return Response::text(503, "The pages are not installed on this server.\n");
  return Response::text(404, "There is nothing at this address.\n");
}

Response Pages::fileReply(const Request& request, const File& file,
                          std::string_view caching) const {
  Response response;
  response.contentType = file.type;
  response.headers = {{"cache-control", std::string(caching)},
                      {"etag", file.tag},
                      {"content-security-policy", std::string(kPolicy)},
                      {"x-content-type-options", "nosniff"},
                      {"referrer-policy", "same-origin"}};
  if (request.header("if-none-match") == file.tag)
    response.status = 304;
  else
    response.chunks = {file.bytes};
  return response;
}

}  // namespace control
