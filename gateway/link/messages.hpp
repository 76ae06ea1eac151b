// SPDX-License-Identifier: Apache-2.0
// What worker and server say to each other: typed messages to frames and back, every field checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/stream_look.hpp"
#include "base/stream_status.hpp"
#include "gateway/link/channel.hpp"
#include "gateway/link/outputs.hpp"
#include "pipelines/package/part.hpp"

namespace gateway {

constexpr size_t kMaxSlugBytes = 64;
constexpr size_t kSessionBytes = 8;
constexpr size_t kMaxNameBytes = 512;  ///< Names of people and meetings.
constexpr size_t kMaxSentenceBytes = 2000;
constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxChatBytes = 20000;  ///< BBB's 5000 characters, four bytes each.
constexpr size_t kMaxStats = 64;
constexpr size_t kMaxRenditions = 8;  ///< Of one stream, sound included.

// ---- worker → server (besides pipelines::Init and pipelines::Part, which travel as they are) ----

/// First message of every connection.
struct LinkHello {
  std::string slug;
  int64_t pid = 0;
  std::string session;              ///< Eight characters of base32, new per worker process.
  std::optional<int64_t> firstMsn;  ///< Nothing the first time, then what `welcome` gave.
  std::optional<int64_t> discontinuity;
};

struct LinkState {
  base::StreamState state = base::StreamState::Joining;
  std::string code;
  std::string detail;
  std::string meeting;  ///< The meeting's name, once known.
  bool operator==(const LinkState&) const = default;
};

/// A line of BBB's public chat.
struct LinkChat {
  std::string id;  ///< BBB's messageId.
  std::string sender;
  bool isPresenter = false;
  std::string text;
  int64_t atMs = 0;
  std::optional<std::string> echoOf;  ///< Our line's id when this is a listener's line come back.
};

/// A listener's line that did not reach BBB.
struct LinkChatRefused {
  std::string id;
  std::string reason;
};

struct LinkStats {
  std::map<std::string, double> values;
};

using FromWorker = std::variant<LinkHello, LinkState, pipelines::Init, pipelines::Part, LinkChat,
                                LinkChatRefused, LinkStats, LinkOutputs>;

// ---- server → worker ----

/// Answer to `hello`: the worker then sends its init sections and every kept part after `have`.
struct LinkWelcome {
  int64_t firstMsn = 0;
  int64_t discontinuity = 0;
  std::map<std::string, int64_t> have;  ///< Last `global` held of each rendition.
};

/// A listener's line to post in BBB's public chat.
struct LinkSay {
  std::string id;
  std::string name;
  std::string text;
};

struct LinkStop {
  std::string reason;
};

/// What the picture looks like from now on.
struct LinkShow {
  base::StreamLook look;
};

using ToWorker = std::variant<LinkWelcome, LinkSay, LinkStop, LinkShow, LinkWanted>;

/// Pure. Fault::Peer (`malformed`, `unknown_type`) names the member that is wrong.
base::Result<FromWorker> parseFromWorker(Frame frame);
base::Result<ToWorker> parseToWorker(const Frame& frame);

Frame toFrame(const FromWorker& message);
Frame toFrame(const ToWorker& message);

/// Lower-case letters, digits and inner hyphens, 1 to 64.
bool isSlug(std::string_view text);
/// Eight of a–z and 2–7.
bool isSession(std::string_view text);
/// Lower-case letters, digits and inner hyphens, 1 to 16: a rendition's name, which stands in URLs.
bool isRenditionName(std::string_view text);
/// At most `maxBytes` of `text`, never cutting a UTF-8 character.
std::string clip(std::string_view text, size_t maxBytes);

}  // namespace gateway
