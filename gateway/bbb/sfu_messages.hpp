// SPDX-License-Identifier: Apache-2.0
// bbb-webrtc-sfu's JSON, pure: what a receiver sends and what it is told (bbb-media.md §2).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/bbb/media_source.hpp"

namespace gateway::sfu_messages {

std::string ping();
/// `attempt` counts this session's tries at sound, from 1.
std::string startSound(int attempt);
std::string startCamera(const std::string& cameraId);
/// Who asks is known from the socket: identity in the text would be overwritten (§1.2).
std::string startScreen(const Screenshare& screen);
/// The answer's field is called differently per module; the text always ends with CRLF.
std::string answer(const StreamKey& stream, const std::string& sdp);
std::string stopCamera(const std::string& cameraId);

struct Frame {
  enum class Kind { Pong, Offer, Flowing, Error, Other };
  Kind kind = Kind::Other;
  StreamKey stream;     ///< Sound and screen have no id here: there is one on a socket.
  std::string sdp;      ///< Offer
  int code = 0;         ///< Error: 2000…2303; 0 when there was none.
  std::string message;  ///< Error: the server's machine word.
};

/// Fault::Peer when it is not a JSON object.
base::Result<Frame> parse(std::string_view text);

/// What to do about an error: again with backoff; again in half a minute; not again by itself.
enum class Cure { Retry, RetrySlowly, GiveUp };
/// For a screen 2300 means that nobody shares yet or any more (§2.3).
Cure cureOf(StreamKind kind, int code);
/// A sentence to act on; the code in `Error::code` is e.g. `sfu_2201`.
base::Error errorOf(StreamKind kind, int code, const std::string& message);

}  // namespace gateway::sfu_messages
