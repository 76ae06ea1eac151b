// SPDX-License-Identifier: Apache-2.0
// JSON, XML and URLs from outside are read or refused, never a crash.
#include <cstdint>
#include <string>

#include "base/http/client.hpp"
#include "base/json.hpp"
#include "base/xml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 3) {
    case 0:
      if (const auto json = base::parseJson(text)) static_cast<void>(base::compact(*json));
      break;
    case 1:
      static_cast<void>(base::xml::parse(text).has_value());
      break;
    default:
      if (const auto url = base::http::parseUrl(text)) {
        static_cast<void>(url->origin());
        static_cast<void>(url->parameter("sessionToken"));
      }
      static_cast<void>(base::http::resolveUrl("http://host/a/b?c", text));
  }
  return 0;
}
