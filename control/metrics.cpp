// SPDX-License-Identifier: Apache-2.0
// Prometheus' text, escaped as it wants it.
#include "control/metrics.hpp"

#include <charconv>

namespace control {
namespace {

void appendEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

}  // namespace

void MetricsText::head(std::string_view name, std::string_view help, std::string_view type) {
  name_ = name;
  text_ += "# HELP " + name_ + " ";
  text_ += help;
  text_ += "\n# TYPE " + name_ + " ";
  text_ += type;
  text_ += '\n';
}

void MetricsText::sample(double value, const Labels& labels) {
  text_ += name_;
  char open = '{';
  for (const auto& [key, label] : labels) {
    text_ += std::exchange(open, ',');
    text_ += key;
    text_ += "=\"";
    appendEscaped(text_, label);
    text_ += '"';
  }
  if (!labels.empty()) text_ += '}';
  char number[64];
  const auto end = std::to_chars(number, number + sizeof number, value).ptr;
  text_ += ' ';
  text_.append(number, end);
  text_ += '\n';
}

}  // namespace control
