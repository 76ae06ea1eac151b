// SPDX-License-Identifier: Apache-2.0
// Whatever BBB's two sockets say is a frame, rows or an error, never a crash.
#include <cstdint>
#include <string_view>

#include "base/json.hpp"
#include "gateway/bbb/messages.hpp"
#include "gateway/bbb/sfu_messages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(gateway::messages::parseFrame(text).has_value());
  static_cast<void>(gateway::sfu_messages::parse(text).has_value());
  static_cast<void>(gateway::messages::millisFrom(text));
  const auto rows = base::parseJson(text);
  if (!rows) return 0;
  static_cast<void>(gateway::messages::meetingFrom(*rows).has_value());
  static_cast<void>(gateway::messages::userCurrentFrom(*rows).has_value());
  static_cast<void>(gateway::messages::usersFrom(*rows).size());
  static_cast<void>(gateway::messages::pageFrom(*rows).has_value());
  static_cast<void>(gateway::messages::camerasFrom(*rows).size());
  static_cast<void>(gateway::messages::screenshareFrom(*rows).has_value());
  static_cast<void>(gateway::messages::talkersFrom(*rows).size());
  static_cast<void>(gateway::messages::chatFrom(*rows).size());
  return 0;
}
