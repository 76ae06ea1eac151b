// SPDX-License-Identifier: Apache-2.0
// The log: one event a line, `key=value`, never a secret. The door of spdlog.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace base::log {

enum class Level { Debug, Info, Warn, Error };

/// One `key=value` of a line; values are quoted and stripped of control characters when written.
struct Field {
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, const std::string& v) : key(k), value(v) {}
  Field(std::string_view k, bool v) : key(k), value(v ? "true" : "false") {}
  Field(std::string_view k, std::integral auto v) : key(k), value(std::to_string(v)) {}
  Field(std::string_view k, double v) : key(k), value(std::to_string(v)) {}
  Field(std::string_view k, std::chrono::milliseconds v)
      : key(k), value(std::to_string(v.count()) + "ms") {}

  std::string_view key;
  std::string value;
};

using Fields = std::initializer_list<Field>;

/// Starts the log on stderr. Until then lines go to stderr at Info. Call once, from main.
void start(Level least, std::string_view program);

/// Lines under `level` are dropped. @thread any
void write(Level level, std::string_view part, std::string_view message, Fields fields = {});

inline void debug(std::string_view part, std::string_view message, Fields fields = {}) {
  write(Level::Debug, part, message, fields);
}
/// A state changed.
inline void info(std::string_view part, std::string_view message, Fields fields = {}) {
  write(Level::Info, part, message, fields);
}
/// We coped.
inline void warn(std::string_view part, std::string_view message, Fields fields = {}) {
  write(Level::Warn, part, message, fields);
}
/// Somebody must act.
inline void error(std::string_view part, std::string_view message, Fields fields = {}) {
  write(Level::Error, part, message, fields);
}
/// An error of ours, with its fault and code.
void failure(std::string_view part, std::string_view message, const Error& why);

/// Lets through a burst, then one line a second for one kind of foreign nonsense, and counts the
/// rest. Not thread safe: one per owner.
class Throttle {
 public:
  /// True when this event may be written; `suppressed` is how many were swallowed before it.
  bool admit(std::chrono::steady_clock::time_point now, uint64_t& suppressed);
  uint64_t total() const { return total_; }

 private:
  std::chrono::steady_clock::time_point windowStart_{};
  int inWindow_ = 0;
  uint64_t suppressed_ = 0;
  uint64_t total_ = 0;
};

}  // namespace base::log
