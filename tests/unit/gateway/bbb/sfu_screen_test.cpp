// SPDX-License-Identifier: Apache-2.0
// The shared screen, whose session lives and dies with its socket.
#include "gateway/bbb/sfu.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/gateway/bbb/sfu_alone.hpp"

namespace {

using base::Json;
using base::Millis;
using gateway::StreamKey;
using tests::kScreen;
using tests::kShare;
class SharedScreen : public tests::SfuAlone {};

TEST_F(SharedScreen, StartsAScreenOnASocketOfItsOwn) {
  sfu->wantCameras({"cam-1"});
  startScreen();
  EXPECT_EQ(machine.sockets.size(), 2u);
  const auto starts = sent("start");
  ASSERT_EQ(starts.size(), 1u);
  EXPECT_EQ(starts[0], Json({{"id", "start"},
                             {"type", "screenshare"},
                             {"role", "recv"},
                             {"hasAudio", true},
                             {"contentType", "screenshare"}}));
  ASSERT_EQ(offers.size(), 1u);
  EXPECT_EQ(offers[0].stream, kScreen);
  sfu->answer(kScreen, offers[0].attempt, "answer");
  const auto answers = sent("subscriberAnswer");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0], Json({{"id", "subscriberAnswer"},
                              {"type", "screenshare"},
                              {"role", "recv"},
                              {"answer", "answer\r\n"}}));
  socket().hear({{"type", "screenshare"}, {"id", "playStart"}, {"role", "recv"}});
  EXPECT_EQ(flowing, std::vector<StreamKey>{kScreen});
}

TEST_F(SharedScreen, LeavesAScreenByClosingItsSocket) {
  startScreen();
  sfu->wantScreen(std::nullopt);
  EXPECT_TRUE(sent("stop").empty()) << "the SFU answers it with an error";
  EXPECT_EQ(socket().closeCode, 1000);
  live(Millis(2000));
  EXPECT_EQ(machine.sockets.size(), 1u);
}

TEST_F(SharedScreen, StartsTheNextPresentersScreenOnANewSocket) {
  startScreen();
  sfu->wantScreen(gateway::Screenshare{"screen-2", false, true});
  EXPECT_EQ(socket().closeCode, 1000);
  pass(Millis(250));
  ASSERT_EQ(machine.sockets.size(), 2u);
  socket().open();
  const auto starts = sent("start");
  ASSERT_EQ(starts.size(), 2u);
  EXPECT_EQ(starts[1]["contentType"], "camera");
  EXPECT_TRUE(down.empty()) << "a change that was wanted is no failure";
}

TEST_F(SharedScreen, KeepsAScreenThatGoesOn) {
  startScreen();
  sfu->wantScreen(kShare);
  EXPECT_EQ(machine.sockets.size(), 1u);
  EXPECT_EQ(sent("start").size(), 1u);
}

TEST_F(SharedScreen, AsksAgainForAScreenThatIsNotThereYet) {
  sfu->wantScreen(kShare);
  socket().open();
  socket().hear({{"type", "screenshare"},
                 {"id", "error"},
                 {"role", "recv"},
                 {"streamId", "w_gw"},
                 {"code", "2300"},
                 {"reason", "SFU_INVALID_REQUEST"}});
  socket().cut(1005, "");
  ASSERT_EQ(down.size(), 1u);
  EXPECT_EQ(down[0], std::pair(std::string("sfu_2300"), false));
  pass(Millis(250));
  ASSERT_EQ(machine.sockets.size(), 2u);
  socket().open();
  live(Millis(2000));
  EXPECT_EQ(sent("start").size(), 2u);
}

}  // namespace
