// SPDX-License-Identifier: Apache-2.0
// The log; the only file that includes spdlog.
#include "base/log.hpp"

#include <glib.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace base::log {
namespace {

constexpr size_t kMaxValueBytes = 512;
constexpr int kBurst = 5;

spdlog::level::level_enum toSpdlog(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warn:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = spdlog::stderr_logger_mt("amphi");
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %n[%P] %v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *instance;
}

void appendQuoted(std::string& line, std::string_view value) {
  const bool plain =
      !value.empty() && value.find_first_of(" \"=\\\n\r\t") == std::string_view::npos;
  if (!plain) line += '"';
  size_t written = 0;
  for (const char c : value) {
    if (++written > kMaxValueBytes) {
      line += "...";
      break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += ' ';
    } else {
      if (c == '"' || c == '\\') line += '\\';
      line += c;
    }
  }
  if (!plain) line += '"';
}

GLogWriterOutput writeGlib(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer) {
  std::string message;
  std::string domain = "glib";
  for (gsize i = 0; i < count; ++i) {
    if (fields[i].length >= 0) continue;
    const std::string_view key = fields[i].key;
    if (key == "MESSAGE") message = static_cast<const char*>(fields[i].value);
    if (key == "GLIB_DOMAIN") domain = static_cast<const char*>(fields[i].value);
  }
  const bool serious = (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0;
  const bool warning = (level & G_LOG_LEVEL_WARNING) != 0;
  write(serious ? Level::Error : (warning ? Level::Warn : Level::Debug), "glib", message,
        {{"domain", domain}});
  return G_LOG_WRITER_HANDLED;
}

}  // namespace

void start(Level least, std::string_view program) {
  auto named = logger().clone(std::string(program));
  spdlog::set_default_logger(named);
  named->set_level(toSpdlog(least));
  logger().set_level(toSpdlog(least));
  g_log_set_writer_func(writeGlib, nullptr, nullptr);
}

void write(Level level, std::string_view part, std::string_view message, Fields fields) {
  logger();
  auto* sink = spdlog::default_logger_raw();
  if (!sink->should_log(toSpdlog(level))) return;
  std::string line = "part=";
  appendQuoted(line, part);
  line += " msg=";
  appendQuoted(line, message);
  for (const Field& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    appendQuoted(line, field.value);
  }
  sink->log(toSpdlog(level), spdlog::string_view_t(line));
}

void failure(std::string_view part, std::string_view message, const Error& why) {
  static constexpr std::string_view kNames[] = {"config", "caller", "peer",
                                                "media",  "store",  "internal"};
  const Level level =
      why.fault == Fault::Internal || why.fault == Fault::Config ? Level::Error : Level::Warn;
  write(
      level, part, message,
      {{"what", why.what}, {"code", why.code}, {"fault", kNames[static_cast<size_t>(why.fault)]}});
}

bool Throttle::admit(std::chrono::steady_clock::time_point now, uint64_t& suppressed) {
  ++total_;
  if (now - windowStart_ >= std::chrono::seconds(1)) {
    windowStart_ = now;
    inWindow_ = inWindow_ > kBurst ? kBurst - 1 : 0;
  }
  if (++inWindow_ > kBurst) {
    ++suppressed_;
    return false;
  }
  suppressed = std::exchange(suppressed_, 0);
  return true;
}

}  // namespace base::log
