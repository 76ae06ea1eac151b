// SPDX-License-Identifier: Apache-2.0
// Children: their end, their words, their descriptors.
#include "base/process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace base {
namespace {

constexpr Millis kSoon{10000};  // only ever a failure

TEST(Process, TellsHowAProgramEnded) {
  auto failing = Process::spawn({.argv = {"/bin/sh", "-c", "exit 3"}});
  ASSERT_TRUE(failing);
  const auto exit = failing->wait(kSoon);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->code, 3);
  EXPECT_EQ(exit->text(), "exit code 3");
}

TEST(Process, SaysThatAProgramIsAbsent) {
  EXPECT_EQ(Process::spawn({.argv = {"/nowhere/program"}}).error().fault, Fault::Config);
}

TEST(Process, EndsByASignalAndTellsTheLoopOnce) {
  Loop loop;
  auto child = Process::spawn({.argv = {"tail", "-f", "/dev/null"}, .newSession = true});
  ASSERT_TRUE(child);
  int told = 0;
  auto watch = child->onExit(loop, [&](Exit exit) {
    ++told;
    EXPECT_EQ(exit.signal, SIGTERM);
    loop.post([&] { loop.quit(); });
  });
  auto guard = loop.after(kSoon, [&] { loop.quit(); });
  child->kill(SIGTERM);
  loop.run();
  EXPECT_EQ(told, 1);
  child->kill(SIGKILL);  // of no effect
}

TEST(Process, InheritsOnlyWhatItIsGiven) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const auto seen = runProcess({.argv = {"/bin/ls", "/proc/self/fd"}}, kSoon);
  ASSERT_TRUE(seen);
  // 0, 1, 2 and the folder ls itself reads.
  EXPECT_EQ(seen->text, "0\n1\n2\n3\n");
  close(ends[0]);
  close(ends[1]);
}

TEST(Process, PassesEnvironmentAndArgumentsUntouched) {
  const auto said =
      runProcess({.argv = {"/bin/sh", "-c", "printf '%s|%s' \"$GREETING\" \"$0\"", "a b;c"},
                  .environment = {"GREETING=it's"}},
                 kSoon);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->text, "it's|a b;c");
  EXPECT_TRUE(said->exit.isSuccess());
}

TEST(Process, IsKilledWhenItTakesTooLong) {
  const auto late = runProcess({.argv = {"/bin/cat", "/dev/zero"}}, Millis(50));
  EXPECT_EQ(late.error().code, "timeout");
}

TEST(Process, IsAdoptedByItsPid) {
  auto child = Process::spawn({.argv = {"tail", "-f", "/dev/null"}, .newSession = true});
  ASSERT_TRUE(child);
  auto adopted = Process::adopt(child->pid());
  ASSERT_TRUE(adopted);
  EXPECT_FALSE(adopted->poll());
  adopted->kill(SIGKILL);
  EXPECT_TRUE(child->wait(kSoon));
  EXPECT_TRUE(adopted->wait(kSoon));
  EXPECT_EQ(Process::adopt(child->pid()).error().code, "ESRCH");
}

TEST(ProcessUser, SaysThatAUserIsAbsent) {
  EXPECT_EQ(ProcessUser::find("nobody-of-that-name").error().code, "no_user");
}

}  // namespace
}  // namespace base
