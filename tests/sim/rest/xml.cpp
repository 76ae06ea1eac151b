// SPDX-License-Identifier: Apache-2.0
// The XML answers of the API: elements with text, escaped.
#include "tests/sim/rest/xml.hpp"

namespace sim {

std::string xmlEscape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped.push_back(c);
    }
  }
  return escaped;
}

XmlAnswer& XmlAnswer::element(std::string_view name, std::string_view text) {
  open(name);
  body_ += xmlEscape(text);
  return close(name);
}

XmlAnswer& XmlAnswer::open(std::string_view name) {
  body_ += "<" + std::string(name) + ">";
  return *this;
}

XmlAnswer& XmlAnswer::close(std::string_view name) {
  body_ += "</" + std::string(name) + ">";
  return *this;
}

}  // namespace sim
