// SPDX-License-Identifier: Apache-2.0
// The GraphQL socket's language, pure: frames to send, frames received, rows to values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "gateway/bbb/meeting.hpp"

namespace gateway::messages {

/// A frame of the server (bbb-session.md §1.4).
struct Frame {
  enum class Kind { Ack, Ping, Pong, Next, Error, Complete, Unknown };
  Kind kind = Kind::Unknown;
  std::string id;  ///< "-1" for an error that ends the session.
  /// Next: `data`; Ping: the payload to give back; Error: the first error.
  base::Json payload;
  bool isFatal() const { return kind == Kind::Error && id == "-1"; }
  /// Error: `messageId`, else `extensions.code`, else "".
  std::string errorCode() const;
  std::string errorMessage() const;
};

/// Fault::Peer when it is not a JSON object.
base::Result<Frame> parseFrame(std::string_view text);

/// All four entries are strings, as the middleware demands (§1.3).
std::string connectionInit(const std::string& sessionToken, const std::string& clientUuid);
std::string pong(const base::Json& payload);
/// Compact JSON with the operation first in `query` (§1.5). `variables` is an object.
std::string subscribe(const std::string& id, const std::string& operationName,
                      const std::string& query, const base::Json& variables);
std::string complete(const std::string& id);

/// Row readers: tolerant of absent and null members, strict about types. They take the value of the
/// root field, i.e. the list of rows.
std::optional<Meeting> meetingFrom(const base::Json& rows);
std::optional<UserCurrent> userCurrentFrom(const base::Json& rows);
std::vector<User> usersFrom(const base::Json& rows);
std::optional<Page> pageFrom(const base::Json& rows);
std::vector<Camera> camerasFrom(const base::Json& rows);
std::optional<Screenshare> screenshareFrom(const base::Json& rows);
std::vector<Talker> talkersFrom(const base::Json& rows);
std::vector<Writer> writersFrom(const base::Json& rows);
std::vector<CursorMove> cursorMovesFrom(const base::Json& rows);
std::optional<ExternalVideo> externalVideoFrom(const base::Json& rows);
std::vector<ChatLine> chatFrom(const base::Json& rows);
/// The layout that a join parameter forces on us; empty: none.
std::string enforcedLayoutFrom(const base::Json& rows);
/// The layout that our userdata asks for; empty: none.
std::string preferredLayoutFrom(const base::Json& rows);

/// Milliseconds since the Unix epoch of an ISO-8601 date with 0 to 6 fraction digits; 0 when it is
/// none.
int64_t millisFrom(std::string_view isoDate);
/// The same the other way: 2025-03-04T12:06:40.000Z
std::string isoFrom(int64_t unixMillis);

}  // namespace gateway::messages
