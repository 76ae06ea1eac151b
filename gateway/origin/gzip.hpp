// SPDX-License-Identifier: Apache-2.0
// gzip for playlists; the door of zlib.
#pragma once

#include <string>
#include <string_view>

namespace gateway {

/// A whole gzip member (RFC 1952). @return Empty when memory ran out.
std::string gzip(std::string_view text);

}  // namespace gateway
