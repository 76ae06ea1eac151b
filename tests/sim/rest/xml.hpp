// SPDX-License-Identifier: Apache-2.0
// The XML answers of the API: elements with text, escaped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// Text with `& < > "` escaped.
std::string xmlEscape(std::string_view text);

/// Writes one `<response>`; elements come in the order of the calls.
class XmlAnswer {
 public:
  XmlAnswer& element(std::string_view name, std::string_view text);
  XmlAnswer& element(std::string_view name, const char* text) {
    return element(name, std::string_view(text));
  }
  XmlAnswer& element(std::string_view name, bool value) {
    return element(name, std::string_view(value ? "true" : "false"));
  }
  XmlAnswer& element(std::string_view name, std::int64_t value) {
    return element(name, std::string_view(std::to_string(value)));
  }
  XmlAnswer& element(std::string_view name, int value) {
    return element(name, static_cast<std::int64_t>(value));
  }
  XmlAnswer& element(std::string_view name, std::size_t value) {
    return element(name, static_cast<std::int64_t>(value));
  }
  XmlAnswer& open(std::string_view name);
  XmlAnswer& close(std::string_view name);
  std::string text() const { return "<response>" + body_ + "</response>"; }

 private:
  std::string body_;
};

}  // namespace sim
