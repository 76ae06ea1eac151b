// SPDX-License-Identifier: Apache-2.0
// Which failures are tried again, which end the stream, and how they are called.
#include "gateway/worker/verdict.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::StreamState;
constexpr base::Millis kNow{0};

base::Error failure(const std::string& code) {
  return {base::Fault::Peer, "What to do.", code};
}

TEST(Verdict, FailsOnAWrongSecret) {
  const auto verdict = judge(failure("checksumError"), false, false, kNow);
  EXPECT_EQ(verdict.state, StreamState::Failed);
  EXPECT_EQ(verdict.code, "checksum_error");
  EXPECT_EQ(verdict.detail, "What to do.");
  EXPECT_FALSE(verdict.retries);
}

TEST(Verdict, TellsWholeSentences) {
  const base::Error why{base::Fault::Peer, "the server is away; wait", "unreachable"};
  EXPECT_EQ(judge(why, true, false, kNow).detail, "The server is away; wait.");
}

TEST(Verdict, KeepsTryingBeforeAndAfterTheStreamWasLive) {
  EXPECT_EQ(judge(failure("unreachable"), true, false, kNow).state, StreamState::Joining);
  EXPECT_EQ(judge(failure("unreachable"), true, true, kNow).state, StreamState::Interrupted);
  EXPECT_TRUE(judge(failure("notFound"), true, true, kNow).retries);
}

TEST(Verdict, HasOneWordForAMeetingThatDoesNotRun) {
  for (const char* word : {"notFound", "invalidMeetingIdentifier", "meetingEnded"})
    EXPECT_EQ(judge(failure(word), true, false, kNow).code, "meeting_not_running") << word;
}

TEST(Verdict, EndsAStreamWhoseMeetingStaysAway) {
  EXPECT_EQ(judge(failure("notFound"), true, true, kGoneIsOver).state, StreamState::Ended);
  EXPECT_EQ(judge(failure("notFound"), true, false, kGoneIsOver).state, StreamState::Joining);
  EXPECT_EQ(judge(failure("unreachable"), true, true, kGoneIsOver).state, StreamState::Interrupted);
}

TEST(Verdict, EndsAStreamWhoseMeetingWasEndedByForce) {
  EXPECT_EQ(judge(failure("meetingForciblyEnded"), false, true, kNow).state, StreamState::Ended);
}

TEST(MachineWord, SpeaksSnakeCase) {
  EXPECT_EQ(machineWord("checksumError"), "checksum_error");
  EXPECT_EQ(machineWord("Params required"), "params_required");
  EXPECT_EQ(machineWord("guest_deny"), "guest_deny");
  EXPECT_EQ(machineWord("ENDED_FROM_API"), "ended_from_api");
  EXPECT_EQ(machineWord("<script>\"é"), "script");
  EXPECT_EQ(machineWord(""), "");
  EXPECT_LE(machineWord(std::string(500, 'A')).size(), 64u);
}

}  // namespace
}  // namespace gateway
