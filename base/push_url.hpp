// SPDX-License-Identifier: Apache-2.0
// PushUrl: where a stream is pushed to, read from a URL that is a secret. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base {

/// A destination: rtmp, rtmps or srt. Everything but scheme, host, port and application is secret.
struct PushUrl {
  std::string scheme;
  std::string host;  ///< A name or an address; IPv6 without brackets.
  int port = 0;
  std::string user, password;
  std::string application;  ///< RTMP: the path up to its last slash.
  std::string key;          ///< RTMP: the rest, its query too. SRT: streamid.
  // SRT only.
  std::string passphrase;  ///< Empty: not encrypted.
  int latencyMs = 0;       ///< 0: the protocol's own.
  bool operator==(const PushUrl&) const = default;

  bool isSrt() const { return scheme == "srt"; }
  /// What people may see of it, e.g. rtmp://host:1936/live/***
  std::string masked() const;
};

constexpr size_t kMaxPushUrlBytes = 2048;

/// rtmp[s]://[user:password@]host[:port]/application/key[?query], or
/// srt://host:port[?streamid=&passphrase=&latency=&mode=caller].
/// @return Fault::Caller, code `bad_address`: a sentence that never repeats the URL.
Result<PushUrl> parsePushUrl(std::string_view text);

}  // namespace base
