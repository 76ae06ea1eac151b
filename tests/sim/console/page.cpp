// SPDX-License-Identifier: Apache-2.0
// The console's page and its style.
#include "tests/sim/console/page.hpp"

namespace sim {
const char* const kConsoleHtml = "<!doctype html>";
const char* const kConsoleStyle = "";
std::optional<HttpReply> consoleFile(const std::string& path) {
  if (path == "/console" || path == "/console/") {
    return HttpReply{200, "text/html; charset=utf-8", kConsoleHtml, {}};
  }
  return {};
}
}  // namespace sim
