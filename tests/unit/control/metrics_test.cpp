// SPDX-License-Identifier: Apache-2.0
// Prometheus' text format.
#include "control/metrics.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

TEST(MetricsText, WritesFamiliesAndEscapesLabels) {
  MetricsText text;
  text.counter("amphi_lines_total", "Lines.");
  text.sample(3);
  text.gauge("amphi_streams", "Streams.");
  text.sample(0.5, {{"slug", "a\"b\\c\n"}, {"state", "live"}});
  EXPECT_EQ(text.text(),
            "# HELP amphi_lines_total Lines.\n# TYPE amphi_lines_total counter\n"
            "amphi_lines_total 3\n"
            "# HELP amphi_streams Streams.\n# TYPE amphi_streams gauge\n"
            "amphi_streams{slug=\"a\\\"b\\\\c\\n\",state=\"live\"} 0.5\n");
}

}  // namespace
}  // namespace control
