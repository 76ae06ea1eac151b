// SPDX-License-Identifier: Apache-2.0
// The job line round trip and what is refused.
#include "gateway/link/job.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

WorkerJob sample() {
  return {"algebra-1",
          "Algèbre 1",
          "https://bbb.example.org/bigbluebutton/api/join?x=1",
          "/run/amphi/link.sock",
          "en",
          1920,
          1080,
          4000,
          ladderFrom({"480p", "slides"}, 1920, 1080, 4000),
          "Amphi (live)",
          1741090000123,
          "https://bbb.example.org/bigbluebutton/api/join?y=2",
          1741090060000,
          4,
          {"side_by_side", true, false, true},
          "/etc/amphi/logo.svg"};
}

TEST(Job, ReadsBackWhatItWrote) {
  const auto line = jobLine(sample());
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto read = parseJob(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, sample());
}

TEST(Job, NamesTheMemberThatIsWrong) {
  auto job = sample();
  job.slug = "../etc";
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'slug'"), std::string::npos);
  job = sample();
  job.joinUrl = "file:///etc/passwd";
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'join_url'"), std::string::npos);
  job = sample();
  job.look.layout = "upside_down";
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'layout'"), std::string::npos);
  job = sample();
  job.maxCameras = 1000;
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'max_cameras'"), std::string::npos);
  job = sample();
  job.width = 1;
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'width'"), std::string::npos);
  job = sample();
  job.ladder[0].width = 7;
  EXPECT_NE(parseJob(jobLine(job)).error().what.find("'ladder'"), std::string::npos);
}

TEST(Job, RefusesWhatIsNotAnObject) {
  EXPECT_FALSE(parseJob(""));
  EXPECT_FALSE(parseJob("[1]"));
  EXPECT_FALSE(parseJob("{\"slug\":"));
}

}  // namespace
}  // namespace gateway
