// SPDX-License-Identifier: Apache-2.0
// Numbers as Ruby prints them: 12.3, 1.0e-05, -1.
#include "gateway/recording/moment.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gateway::recording {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSeparators = " \t\r\n,";

}  // namespace

std::optional<double> numberFrom(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::vector<double> numbersFrom(std::string_view text) {
  std::vector<double> numbers;
  while (true) {
    const auto start = text.find_first_not_of(kSeparators);
    if (start == std::string_view::npos) return numbers;
    text.remove_prefix(start);
    const auto end = std::min(text.find_first_of(kSeparators), text.size());
    const auto number = numberFrom(text.substr(0, end));
    if (!number) return {};
    numbers.push_back(*number);
    text.remove_prefix(end);
  }
}

std::optional<Moment> momentOf(double seconds) {
  constexpr double kEarliest = -1, kLatest = 1e6;
  if (!(seconds >= kEarliest && seconds <= kLatest)) return std::nullopt;
  return std::chrono::round<Moment>(std::chrono::duration<double>(seconds));
}

std::optional<Moment> momentFrom(std::string_view text) {
  const auto seconds = numberFrom(text);
  return seconds ? momentOf(*seconds) : std::nullopt;
}

std::optional<Moment> clockTime(std::string_view text) {
  double seconds = 0;
  while (true) {
    const auto end = std::min(text.find(':'), text.size());
    const auto number = numberFrom(text.substr(0, end));
    if (!number || *number < 0) return std::nullopt;
    constexpr double kSixty = 60;
    seconds = seconds * kSixty + *number;
    if (end == text.size()) return momentOf(seconds);
    text.remove_prefix(end + 1);
  }
}

std::optional<Moment> undoneFrom(std::string_view text) {
  const auto moment = momentFrom(text);
  return moment && moment->count() >= 0 ? moment : std::nullopt;
}

}  // namespace gateway::recording
