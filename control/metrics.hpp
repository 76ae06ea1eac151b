// SPDX-License-Identifier: Apache-2.0
// Figures as Prometheus text (exposition format 0.0.4).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace control {

/// Writes one metric family after the other; the samples of a family follow its head.
class MetricsText {
 public:
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

  void counter(std::string_view name, std::string_view help) { head(name, help, "counter"); }
  void gauge(std::string_view name, std::string_view help) { head(name, help, "gauge"); }
  /// A sample of the family begun last.
  void sample(double value, const Labels& labels = {});
  const std::string& text() const { return text_; }

 private:
  void head(std::string_view name, std::string_view help, std::string_view type);
  std::string name_;
  std::string text_;
};

}  // namespace control
