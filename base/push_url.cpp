// SPDX-License-Identifier: Apache-2.0
// Scheme, authority, path and query by hand: a stream key may hold what URL libraries refuse.
#include "base/push_url.hpp"

#include <algorithm>
#include <charconv>

namespace base {
namespace {

constexpr int kRtmpPort = 1935, kRtmpsPort = 443, kMostPort = 65535;
constexpr size_t kMaxHostBytes = 253;                          // RFC 1035 §2.3.4, without the root
constexpr size_t kLeastPassphrase = 10, kMostPassphrase = 79;  // hls.md §6.5
constexpr size_t kMostStreamId = 512;                          // libsrt's SRTO_STREAMID
constexpr int kMostLatencyMs = 10'000;

Error wrong(const std::string& sentence) {
  return Error{Fault::Caller, sentence, "bad_address"};
}

bool isAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isHost(std::string_view text, bool isBracketed) {
  return !text.empty() && text.size() <= kMaxHostBytes &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return isAlphanumeric(c) || c == '.' || c == '-' || c == '_' ||
                  (isBracketed && c == ':');
         });
}

std::optional<int> number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool isWhole = fault == std::errc() && end == text.data() + text.size();
  if (!isWhole || value < least || value > most) return std::nullopt;
  return value;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    const char* digits = text.data() + i + 1;
    const bool isEscape = text[i] == '%' && i + 2 < text.size() &&
                          std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2;
    if (!isEscape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

/// user:password@host:port, with brackets around an IPv6 address.
Result<void> readAuthority(std::string_view text, PushUrl& out) {
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    const auto login = text.substr(0, at);
    const auto colon = login.find(':');
    out.user = decoded(login.substr(0, colon));
    if (colon != std::string_view::npos) out.password = decoded(login.substr(colon + 1));
    text.remove_prefix(at + 1);
  }
  const bool isBracketed = text.starts_with('[');
  const auto hostEnd = isBracketed ? text.find(']') : text.find(':');
  const auto host = text.substr(isBracketed ? 1 : 0, hostEnd - (isBracketed ? 1 : 0));
  if ((isBracketed && hostEnd == std::string_view::npos) || !isHost(host, isBracketed))
    return wrong("the address needs a host: a name, or an IP address");
  out.host = host;
  auto rest = hostEnd == std::string_view::npos ? std::string_view() : text.substr(hostEnd);
  if (isBracketed) rest.remove_prefix(1);
  if (rest.empty()) return {};
  const auto port = number(rest.substr(1), 1, kMostPort);
  if (rest.front() != ':' || !port) return wrong("the address's port must be 1 to 65535");
  out.port = *port;
  return {};
}

Result<void> readRtmpPath(std::string_view path, PushUrl& out) {
  const auto query = path.find('?');
  const auto slash = path.substr(0, query).rfind('/');
  if (path.size() < 2 || slash == std::string_view::npos || slash < 2 || slash + 1 == path.size())
    return wrong("an RTMP address ends with /application/key");
  out.application = path.substr(1, slash - 1);
  out.key = path.substr(slash + 1);
  if (out.port == 0) out.port = out.scheme == "rtmps" ? kRtmpsPort : kRtmpPort;
  return {};
}

Result<void> readSrtParameter(std::string_view key, std::string value, PushUrl& out) {
  if (key == "streamid" && value.size() <= kMostStreamId) {
    out.key = std::move(value);
    return {};
  }
  if (key == "passphrase" && value.size() >= kLeastPassphrase && value.size() <= kMostPassphrase) {
    out.passphrase = std::move(value);
    return {};
  }
  if (key == "latency") {
    const auto latency = number(value, 1, kMostLatencyMs);
    out.latencyMs = latency.value_or(0);
    if (latency) return {};
  }
  if (key == "mode" && value == "caller") return {};
  return wrong(
      "an SRT address takes streamid (at most 512 bytes), passphrase (10 to 79), latency "
      "(1 to 10000 ms) and mode=caller, nothing else");
}

Result<void> readSrtQuery(std::string_view path, PushUrl& out) {
  if (out.port == 0) return wrong("an SRT address needs a port");
  if (!out.user.empty()) return wrong("an SRT address has no user; use streamid and passphrase");
  const auto mark = path.find('?');
  if (path.substr(0, mark).size() > 1) return wrong("an SRT address has no path");
  std::string_view rest = mark == std::string_view::npos ? "" : path.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equal = std::min(one.find('='), one.size());
    const auto value = decoded(one.substr(std::min(equal + 1, one.size())));
    if (auto read = readSrtParameter(one.substr(0, equal), value, out); !read) return read;
  }
  return {};
}

}  // namespace

std::string PushUrl::masked() const {
  const bool isIpv6 = host.find(':') != std::string::npos;
  const std::string place = (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
  const std::string login = user.empty() ? "" : "***@";
  const std::string path = isSrt() ? "" : "/" + application + "/***";
  return scheme + "://" + login + place + path;
}

Result<PushUrl> parsePushUrl(std::string_view text) {
  if (text.size() > kMaxPushUrlBytes) return wrong("the address is over 2048 bytes");
  const bool isPlain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
  });
  if (!isPlain) return wrong("the address may hold no blanks and nothing but ASCII");
  PushUrl out;
  const auto mark = text.find("://");
  out.scheme = text.substr(0, mark == std::string_view::npos ? 0 : mark);
  if (out.scheme != "rtmp" && out.scheme != "rtmps" && out.scheme != "srt")
    return wrong("the address must begin with rtmp://, rtmps:// or srt://");
  text.remove_prefix(mark + 3);
  const auto authorityEnd = std::min(text.find_first_of("/?"), text.size());
  const auto path = text.substr(authorityEnd);
  if (auto read = readAuthority(text.substr(0, authorityEnd), out); !read)
    return std::move(read).error();
  auto read = out.isSrt() ? readSrtQuery(path, out) : readRtmpPath(path, out);
  if (!read) return std::move(read).error();
  return out;
}

}  // namespace base
