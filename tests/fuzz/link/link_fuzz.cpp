// SPDX-License-Identifier: Apache-2.0
// Whatever comes over the worker's socket is a message or an error, never a crash.
#include <cstdint>
#include <string_view>

#include "gateway/link/channel.hpp"
#include "gateway/link/messages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gateway::FrameReader reader;
  // Fed in two pieces, so that frames are also found across a cut.
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  reader.feed(bytes.substr(0, size / 2));
  reader.feed(bytes.substr(size / 2));
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
    static_cast<void>(gateway::parseToWorker(**frame).has_value());
    static_cast<void>(gateway::parseFromWorker(std::move(**frame)).has_value());
  }
  return 0;
}
