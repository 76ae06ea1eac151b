// SPDX-License-Identifier: Apache-2.0
// The text side of the front door: response heads, and where a response stands on its way out.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/http/server.hpp"

namespace base::http {

/// "Not Found" for 404; "Unknown" for a number nobody assigned.
std::string_view reasonOf(int status);

/// The bytes of all chunks.
uint64_t sizeOf(const Response& response);

/// The status line and headers of HTTP/1.1, with the empty line.
/// @param date  Value of the date header (RFC 9110 §5.6.7).
/// @param keep  False: says `connection: close`.
std::string renderHead(const Response& response, std::string_view date, bool keep);

/// "Mon, 23 Nov 2026 21:00:00 GMT" @param unixSeconds  Since 1970.
std::string httpDate(int64_t unixSeconds);

/// One complete small answer for those who never spoke HTTP to us, or too much of it.
std::string refusal(int status);

/// What to tell a peer whose first bytes the parser could not read: 405 for a method we do not
/// know,
/// else 400. @param bytes  The first bytes, as far as they came.
int statusOfGarbage(std::string_view bytes);

/// A response on its way out; writes head and shared chunks without copying them.
class Outgoing {
 public:
  enum class Progress { Done, Blocked, Broken };

  Outgoing() = default;
  /// @param withBody  False for HEAD: the head tells the length, no chunk follows.
  Outgoing(std::string head, std::vector<Body> chunks, bool withBody);

  /// Writes as much as the socket takes. @param sent  Grows by the bytes written.
  Progress writeTo(int socket, uint64_t& sent);

  /// The next bytes, at most `most`, for those who write themselves; empty when done.
  std::string_view next(size_t most) const;
  void advance(size_t bytes);
  bool isDone() const { return index_ > chunks_.size(); }

 private:
  const std::string& at(size_t index) const { return index == 0 ? head_ : *chunks_[index - 1]; }

  std::string head_;
  std::vector<Body> chunks_;
  size_t index_ = 0;   ///< 0 is the head, n the chunk n-1.
  size_t offset_ = 0;  ///< Written of it.
};

}  // namespace base::http
