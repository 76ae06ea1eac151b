// SPDX-License-Identifier: Apache-2.0
// Dates in and out.
#include "control/time_text.hpp"

#include <gtest/gtest.h>

namespace control {
namespace {

TEST(TimeText, ReadsUtcAndOffsets) {
  EXPECT_EQ(parseTimestamp("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parseTimestamp("2026-11-24T09:30:00Z"), 1795512600000);
  EXPECT_EQ(parseTimestamp("2026-11-24T10:30:00.25+01:00"), 1795512600250);
  EXPECT_EQ(parseTimestamp("2026-11-24T04:00:00-05:30"), 1795512600000);
}

TEST(TimeText, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "now", "2026-11-24", "2026-11-24T09:30:00", "2026-02-30T00:00:00Z",
        "2026-11-24T24:00:00Z", "2026-11-24T09:30:00.Z", "2026-11-24T09:30:00Zx",
        "2026-11-24T09:30:00+1:00", "1969-12-31T23:59:59Z", "99999-01-01T00:00:00Z"})
    EXPECT_EQ(parseTimestamp(text), std::nullopt) << text;
}

TEST(TimeText, WritesWhatItReads) {
  EXPECT_EQ(formatTimestamp(1795512600999), "2026-11-24T09:30:00Z");
}

}  // namespace
}  // namespace control
