// SPDX-License-Identifier: Apache-2.0
// Frames of the GraphQL socket, written and read.
#include "gateway/bbb/messages.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace gateway::messages {

using base::compact;
using base::Json;
using base::memberAt;
using base::textAt;

namespace {

constexpr size_t kMaxFrameBytes = 16u << 20;

Frame::Kind kindOf(const std::string& type) {
  if (type == "connection_ack") return Frame::Kind::Ack;
  if (type == "ping") return Frame::Kind::Ping;
  if (type == "pong") return Frame::Kind::Pong;
  if (type == "next") return Frame::Kind::Next;
  if (type == "error") return Frame::Kind::Error;
  if (type == "complete") return Frame::Kind::Complete;
  return Frame::Kind::Unknown;
}

// Reads `count` digits and moves on; -1 when there are not that many.
int digits(std::string_view& text, size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool skip(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// "+01:00", "-0530", "Z" or nothing, in minutes east.
int zoneMinutes(std::string_view text) {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const int hours = digits(text, 2);
  skip(text, ':');
  const int minutes = digits(text, 2);
  return sign * (std::max(hours, 0) * 60 + std::max(minutes, 0));
}

int fractionMillis(std::string_view& text) {
  if (!skip(text, '.')) return 0;
  int value = 0, scale = 100;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace

std::string Frame::errorCode() const {
  const auto word = textAt(payload, "messageId");
  return word.empty() ? textAt(memberAt(payload, "extensions"), "code") : word;
}

std::string Frame::errorMessage() const {
  return textAt(payload, "message");
}

base::Result<Frame> parseFrame(std::string_view text) {
  auto parsed = base::parseJson(text, kMaxFrameBytes);
  if (!parsed) return std::move(parsed).error();
  if (!parsed->is_object())
    return base::Error{base::Fault::Peer, "BBB sent a frame that is not an object", "not_json"};
  Frame frame;
  frame.kind = kindOf(textAt(*parsed, "type"));
  frame.id = textAt(*parsed, "id");
  const Json& payload = memberAt(*parsed, "payload");
  if (frame.kind == Frame::Kind::Next) {
    frame.payload = memberAt(payload, "data");
  } else if (frame.kind == Frame::Kind::Error && payload.is_array()) {
    if (!payload.empty()) frame.payload = payload.front();
  } else {
    frame.payload = payload;
  }
  return frame;
}

std::string connectionInit(const std::string& sessionToken, const std::string& clientUuid) {
  return compact({{"type", "connection_init"},
                  {"payload",
                   {{"headers",
                     {{"X-Session-Token", sessionToken},
                      {"X-ClientSessionUUID", clientUuid},
                      {"X-ClientType", "HTML5"},
                      {"X-ClientIsMobile", "false"}}}}}});
}

std::string pong(const Json& payload) {
  Json frame = {{"type", "pong"}};
  if (!payload.is_null()) frame["payload"] = payload;
  return compact(frame);
}

std::string subscribe(const std::string& id, const std::string& operationName,
                      const std::string& query, const Json& variables) {
  return compact({{"id", id},
                  {"type", "subscribe"},
                  {"payload",
                   {{"variables", variables.is_object() ? variables : Json::object()},
                    {"extensions", Json::object()},
                    {"operationName", operationName},
                    {"query", query}}}});
}

std::string complete(const std::string& id) {
  return compact({{"id", id}, {"type", "complete"}});
}

int64_t millisFrom(std::string_view text) {
  using namespace std::chrono;
  const int y = digits(text, 4);
  if (y < 0 || !skip(text, '-')) return 0;
  const int m = digits(text, 2);
  if (m < 0 || !skip(text, '-')) return 0;
  const int d = digits(text, 2);
  const year_month_day day{year(y), month(static_cast<unsigned>(std::max(m, 0))),
                           std::chrono::day(static_cast<unsigned>(std::max(d, 0)))};
  if (!day.ok() || text.empty()) return 0;
  text.remove_prefix(1);  // 'T' or a blank
  const int hour = digits(text, 2);
  if (hour < 0 || !skip(text, ':')) return 0;
  const int minute = digits(text, 2);
  if (minute < 0 || !skip(text, ':')) return 0;
  const int second = digits(text, 2);
  if (second < 0) return 0;
  const int fraction = fractionMillis(text);
  const auto time = sys_days(day) + hours(hour) + minutes(minute - zoneMinutes(text)) +
                    seconds(second) + milliseconds(fraction);
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string isoFrom(int64_t unixMillis) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(unixMillis)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return text.data();
}

}  // namespace gateway::messages
