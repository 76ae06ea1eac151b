// SPDX-License-Identifier: Apache-2.0
// From playlists and blobs to HTTP answers: caching, CORS, ranges, compression (hls.md §1.14,
// 1.15).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http/server.hpp"

namespace gateway {

/// A playlist as it goes out, rendered once for all who ask.
struct RenderedPlaylist {
  struct Form {
    base::http::Body bytes;
    base::http::Body fresh;     ///< Header lines of an answer to a plain request.
    base::http::Body directed;  ///< Header lines of an answer to one with directives.
    std::string tag;            ///< ETag, with its quotes.
  };
  Form identity, gzipped;
};

/// @param version  Unique per content: becomes the entity tag.
/// @param cacheControl  Of plain requests; those with directives are cacheable by their unique URL.
RenderedPlaylist renderForms(std::string text, const std::string& version,
                             std::string_view cacheControl);

/// 200, or 304 when a plain request names the tag it has.
base::http::Response playlistResponse(const RenderedPlaylist& playlist,
                                      const base::http::Request& request, bool hasDirectives);

/// Media under a name that is never reused.
struct Blob {
  std::vector<base::http::Body> chunks;
  bool isAudio = false;
  bool isShared = false;  ///< Its chunks are counted under other names: a segment of its parts.
  bool isOnDisk = false;  ///< No chunks here: the shelf has them under its name.
};

/// 200, 206 or 416. Chunks are shared, a range copies only at its ends.
base::http::Response mediaResponse(const Blob& blob, std::string_view range);

/// The bytes asked for of `size`, first and last; an inverted pair for a range that cannot be
/// served,
/// nothing for a header to ignore (absent, broken, several ranges).
struct ByteRange {
  uint64_t first = 0, last = 0;
};
std::optional<ByteRange> readRange(std::string_view header, uint64_t size);

/// 400, 404, 405, 503 with a short text, never kept by a cache for long.
base::http::Response originFault(int status, std::string text);
/// 204, kept by an edge for half a minute.
base::http::Response accessGranted();
/// The answer to a CORS preflight.
base::http::Response preflight();

}  // namespace gateway
