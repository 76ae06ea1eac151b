// SPDX-License-Identifier: Apache-2.0
// RFC 3339 by hand: no locale, no time zone of the machine.
#include "control/time_text.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace control {
namespace {

/// Eats a number of exactly `digits` digits from the front of `text`.
std::optional<int> number(std::string_view& text, size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

/// Eats one of `characters`.
bool one(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// Milliseconds of an optional ".123456"; nothing when the dot has no digits.
std::optional<int64_t> fraction(std::string_view& text) {
  if (!one(text, ".")) return 0;
  int64_t value = 0;
  int64_t unit = 100;
  size_t digits = 0;
  for (; !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0; ++digits) {
    value += (text.front() - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  return value;
}

/// Minutes east of UTC: "Z" or "+01:00".
std::optional<int> offset(std::string_view& text) {
  if (one(text, "Zz")) return 0;
  const int sign = text.starts_with('-') ? -1 : 1;
  if (!one(text, "+-")) return std::nullopt;
  const auto hours = number(text, 2);
  if (!hours || *hours > 23 || !one(text, ":")) return std::nullopt;
  const auto minutes = number(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

}  // namespace

std::optional<int64_t> parseTimestamp(std::string_view text) {
  // Each field is its number of digits and the characters that may follow it.
  struct Field {
    size_t digits;
    std::string_view after;
  };
  static constexpr std::array<Field, 6> kFields = {
      {{4, "-"}, {2, "-"}, {2, "Tt "}, {2, ":"}, {2, ":"}, {2, ""}}};
  std::array<int, 6> values{};
  for (size_t i = 0; i < kFields.size(); ++i) {
    const auto value = number(text, kFields[i].digits);
    if (!value || (!kFields[i].after.empty() && !one(text, kFields[i].after))) return std::nullopt;
    values[i] = *value;
  }
  const auto millis = fraction(text);
  const auto east = millis ? offset(text) : std::nullopt;
  using namespace std::chrono;
  const year_month_day day{year(values[0]), month(static_cast<unsigned>(values[1])),
                           std::chrono::day(static_cast<unsigned>(values[2]))};
  if (!east || !text.empty() || !day.ok() || values[0] < 1970) return std::nullopt;
  if (values[3] > 23 || values[4] > 59 || values[5] > 60) return std::nullopt;
  const auto moment = sys_days(day) + hours(values[3]) + minutes(values[4] - *east) +
                      seconds(values[5]) + milliseconds(*millis);
  const int64_t out = moment.time_since_epoch().count();
  return out >= 0 ? std::optional(out) : std::nullopt;
}

std::string formatTimestamp(int64_t unixMs) {
  using namespace std::chrono;
  const sys_time<milliseconds> moment{milliseconds(unixMs)};
  const auto midnight = floor<days>(moment);
  const year_month_day day(midnight);
  const hh_mm_ss clock(floor<seconds>(moment - midnight));
  char out[64];
  std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return out;
}

}  // namespace control
