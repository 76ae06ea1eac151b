// SPDX-License-Identifier: Apache-2.0
// Workers start, are replaced, are found by the next server, stop; nonsense on the socket is
// dropped.
#include "gateway/supervisor/supervisor.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

#include "gateway/link/channel.hpp"
#include "gateway/link/listener.hpp"
#include "tests/network/gateway/supervisor/fake_worker.hpp"

namespace gateway {
namespace {

using base::StreamState;
constexpr base::Millis kDeadline{10'000};

/// What the supervisor told, with a way to wait for it.
class Told {
 public:
  StreamEvents events() {
    StreamEvents out;
    out.onInit = [this](const WorkerPlace&, pipelines::Init) { note([this] { ++inits; }); };
    out.onPart = [this](const WorkerPlace& place, const pipelines::Part& part) {
      note([&] {
        if (parts.empty() || places.back().session != place.session) places.push_back(place);
        parts.push_back({place.session, place.firstMsn + part.segment, part.global});
      });
    };
    out.onState = [this](const std::string&, const base::StreamStatus& status, const std::string&) {
      note([&] { states.push_back(status); });
    };
    out.onChat = [this](const std::string&, const LinkChat& line) {
      note([&] { chat.push_back(line); });
    };
    out.onChatRefused = [this](const std::string&, const LinkChatRefused& line) {
      note([&] { refused.push_back(line.id); });
    };
    out.onNeedJob = [this](const std::string& slug) { note([&] { needed.insert(slug); }); };
    return out;
  }

  testing::AssertionResult wait(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kDeadline, holds)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "did not happen within " << kDeadline.count() << " ms";
  }
  testing::AssertionResult waitForState(StreamState state) {
    return wait([this, state] { return !states.empty() && states.back().state == state; });
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    states.clear();
    parts.clear();
  }

  struct Seen {
    std::string session;
    int64_t msn, global;
  };
  int inits = 0;
  std::vector<WorkerPlace> places;
  std::vector<Seen> parts;
  std::vector<base::StreamStatus> states;
  std::vector<LinkChat> chat;
  std::vector<std::string> refused;
  std::set<std::string> needed;

 private:
  void note(const std::function<void()>& change) {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
};

class SupervisorTest : public testing::Test {
 protected:
  SupervisorTest() {
    std::string pattern = testing::TempDir() + "amphi-supervisor-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    options_.socketPath = directory_ + "/run/link.sock";
    options_.arguments = {kFakeWorkerArgument};
    options_.silence = base::Millis(1500);
    options_.stopWithin = base::Millis(500);
  }
  ~SupervisorTest() override {
    if (!supervisor_) open();
    supervisor_->stopAll(base::Millis(2000));
    supervisor_.reset();
    std::filesystem::remove_all(directory_);
  }

  void open() {
    auto started = Supervisor::start(options_, told_.events());
    ASSERT_TRUE(started) << started.error().what;
    supervisor_ = std::move(*started);
  }
  void start(const std::string& manner) {
    WorkerJob job;
    job.slug = "demo";
    job.title = manner;
    job.joinUrl = "http://127.0.0.1/";
    supervisor_->start(job);
  }
  bool hasParts(size_t count) const { return told_.parts.size() >= count; }
  pid_t pid() const {
    const auto snapshot = supervisor_->status("demo");
    return snapshot ? static_cast<pid_t>(snapshot->pid) : 0;
  }

  std::string directory_;
  SupervisorOptions options_;
  Told told_;
  std::unique_ptr<Supervisor> supervisor_;
};

TEST_F(SupervisorTest, StartsAWorkerAndPassesOnWhatItSays) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(15); }));
  EXPECT_EQ(told_.inits, 1);
  EXPECT_TRUE(told_.waitForState(StreamState::Live));
  const auto wallMsn = base::unixMillis() / 3840;
  EXPECT_NEAR(static_cast<double>(told_.places[0].firstMsn), static_cast<double>(wallMsn), 3);
  EXPECT_EQ(told_.places[0].discontinuity, 0);
  const auto snapshot = supervisor_->status("demo");
  ASSERT_TRUE(snapshot);
  EXPECT_TRUE(snapshot->isConnected);
  EXPECT_EQ(snapshot->session, told_.places[0].session);
}

TEST_F(SupervisorTest, ReplacesAWorkerThatDiesAndGoesOnBehindItsLastSegment) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(15); }));
  ::kill(pid(), SIGKILL);
  ASSERT_TRUE(told_.wait([this] { return told_.places.size() == 2; }));
  ASSERT_TRUE(told_.waitForState(StreamState::Live));
  int64_t lastMsn = 0;
  for (const auto& part : told_.parts)
    if (part.session == told_.places[0].session) lastMsn = std::max(lastMsn, part.msn);
  EXPECT_EQ(told_.places[1].firstMsn, lastMsn + 1);
  EXPECT_EQ(told_.places[1].discontinuity, 1);
  EXPECT_NE(told_.places[1].session, told_.places[0].session);
  EXPECT_EQ(supervisor_->status("demo")->restarts, 1);
  const auto interrupted = [](const auto& status) {
    return status.state == StreamState::Interrupted && status.code == "worker_lost";
  };
  EXPECT_TRUE(std::any_of(told_.states.begin(), told_.states.end(), interrupted));
}

TEST_F(SupervisorTest, KillsAWorkerThatFallsSilent) {
  open();
  start("mute");
  ASSERT_TRUE(told_.wait(
      [this] { return !told_.states.empty() && told_.states.back().code == "worker_lost"; }));
  EXPECT_GE(supervisor_->status("demo")->restarts, 1);
}

TEST_F(SupervisorTest, KillsAWorkerThatNeverSaysHello) {
  options_.helloWithin = base::Millis(200);
  open();
  start("shy");
  EXPECT_TRUE(told_.wait(
      [this] { return !told_.states.empty() && told_.states.back().code == "worker_lost"; }));
}

TEST_F(SupervisorTest, FindsItsWorkersAgainAfterARestart) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(15); }));
  const auto before = pid();
  supervisor_.reset();
  const auto lastGlobal = told_.parts.back().global;
  told_.clear();
  open();
  ASSERT_TRUE(told_.wait([&] { return hasParts(1) && told_.parts.back().global > lastGlobal; }));
  EXPECT_TRUE(told_.needed.contains("demo"));
  EXPECT_EQ(pid(), before);
  EXPECT_EQ(told_.places.size(), 2u);
  EXPECT_EQ(told_.places[1].session, told_.places[0].session);
  EXPECT_EQ(told_.places[1].firstMsn, told_.places[0].firstMsn);
  EXPECT_EQ(told_.parts.front().global, 0)
      << "the new server has nothing and gets all that is kept";
  start("well");
  ::kill(before, SIGKILL);
  ASSERT_TRUE(told_.wait([this] { return told_.places.size() == 3; }));
  EXPECT_EQ(told_.places[2].discontinuity, 1) << "an adopted worker is replaced like a child";
}

TEST_F(SupervisorTest, DoesNotStartASecondWorkerBesideOneThatLives) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  const auto before = pid();
  supervisor_.reset();
  told_.clear();
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  EXPECT_EQ(pid(), before);
}

TEST_F(SupervisorTest, StopsAWorkerThatNobodyWants) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  supervisor_.reset();
  told_.clear();
  open();
  supervisor_->stop("demo", "deleted");
  EXPECT_TRUE(told_.waitForState(StreamState::Ended));
  EXPECT_TRUE(told_.wait([this] { return pid() == 0; }));
}

TEST_F(SupervisorTest, StopsOnRequestAndDoesNotReplace) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  supervisor_->stop("demo", "asked");
  EXPECT_TRUE(told_.waitForState(StreamState::Ended));
  supervisor_->stopAll(base::Millis(5000));
  EXPECT_EQ(pid(), 0);
  EXPECT_EQ(supervisor_->status("demo")->restarts, 0);
}

TEST_F(SupervisorTest, KillsAWorkerThatDoesNotStop) {
  open();
  start("stubborn");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  supervisor_->stop("demo", "asked");
  EXPECT_TRUE(told_.waitForState(StreamState::Ended));
}

TEST_F(SupervisorTest, LeavesAStreamThatEndedByItselfAlone) {
  open();
  start("ends");
  ASSERT_TRUE(told_.waitForState(StreamState::Ended));
  supervisor_->stopAll(base::Millis(5000));
  EXPECT_EQ(pid(), 0);
  EXPECT_EQ(supervisor_->status("demo")->restarts, 0);
}

TEST_F(SupervisorTest, StartsAStreamAgainThatEnded) {
  open();
  start("ends");
  ASSERT_TRUE(told_.waitForState(StreamState::Ended));
  start("well");
  ASSERT_TRUE(told_.waitForState(StreamState::Live));
  ASSERT_TRUE(told_.wait([this] { return told_.places.size() == 2; }));
  EXPECT_GT(told_.places[1].firstMsn, told_.places[0].firstMsn);
}

TEST_F(SupervisorTest, StartsAStreamAgainWhileItsWorkerLeaves) {
  open();
  start("well");
  ASSERT_TRUE(told_.wait([this] { return hasParts(1); }));
  supervisor_->stop("demo", "asked");
  start("well");
  ASSERT_TRUE(told_.wait([this] { return told_.places.size() == 2; }));
  EXPECT_NE(told_.places[1].session, told_.places[0].session);
}

TEST_F(SupervisorTest, FailsWhenTheProgramCannotBeStarted) {
  options_.executable = directory_ + "/nothing";
  open();
  start("well");
  ASSERT_TRUE(told_.waitForState(StreamState::Failed));
  EXPECT_EQ(told_.states.back().code, "worker_start");
}

TEST_F(SupervisorTest, KeepsALineUntilAWorkerAnswersForIt) {
  open();
  start("well");
  supervisor_->say("demo", {"l1", "Zoé", "hello"});
  ASSERT_TRUE(told_.wait([this] { return told_.chat.size() >= 2; }));
  const auto isEcho = [](const LinkChat& line) { return line.echoOf == "l1"; };
  EXPECT_EQ(std::count_if(told_.chat.begin(), told_.chat.end(), isEcho), 1);
}

TEST_F(SupervisorTest, GivesALineToTheReplacementOfADeadWorker) {
  open();
  start("deaf");
  ASSERT_TRUE(told_.waitForState(StreamState::Live));
  supervisor_->say("demo", {"l1", "Zoé", "hello"});
  start("well");
  ::kill(pid(), SIGKILL);
  EXPECT_TRUE(told_.wait([this] {
    return std::any_of(told_.chat.begin(), told_.chat.end(),
                       [](const LinkChat& line) { return line.echoOf == "l1"; });
  }));
}

TEST_F(SupervisorTest, ChangesTheLookAtOnceAndForTheReplacement) {
  open();
  start("well");
  ASSERT_TRUE(told_.waitForState(StreamState::Live));
  const auto hasTold = [this](const std::string& id) {
    return told_.wait([&] {
      return std::any_of(told_.chat.begin(), told_.chat.end(),
                         [&](const LinkChat& line) { return line.id == id; });
    });
  };
  base::StreamLook look;
  look.layout = "side_by_side";
  look.isPaused = true;
  supervisor_->show("demo", look);
  EXPECT_TRUE(hasTold("look-side_by_side-paused"));
  ::kill(pid(), SIGKILL);
  EXPECT_TRUE(hasTold("job-side_by_side"));
}

TEST_F(SupervisorTest, RefusesALineWhereNobodyIsOnAir) {
  open();
  supervisor_->say("demo", {"l1", "Zoé", "hello"});
  EXPECT_TRUE(told_.wait([this] { return told_.refused.size() == 1; }));
}

TEST_F(SupervisorTest, DropsPeersThatTalkNonsense) {
  open();
  const std::vector<std::string> nonsense = {
      "GET / HTTP/1.1\r\n\r\n", encodeFrameHead(base::Json{{"type", "part"}}, 0),
      encodeFrameHead(base::Json{{"type", "dance"}}, 0),
      encodeFrameHead(base::Json{{"type", "hello"}, {"slug", "../x"}}, 0),
      encodeFrameHead(toFrame(FromWorker(LinkHello{"demo", 1, "abcdefgh", {}, {}})).header, 0)};
  for (const auto& bytes : nonsense) {
    auto socket = connectLink(options_.socketPath);
    ASSERT_TRUE(socket);
    ASSERT_EQ(::send(socket->get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
    // Dropped: the end of the stream comes, whatever we wait for.
    char byte = 0;
    pollfd ended{socket->get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ended, 1, static_cast<int>(kDeadline.count())), 1) << bytes;
    EXPECT_LE(::recv(socket->get(), &byte, 1, 0), 0) << bytes;
  }
  start("well");
  EXPECT_TRUE(told_.wait([this] { return hasParts(1); })) << "the others are served";
  EXPECT_EQ(supervisor_->droppedPeers(), nonsense.size());
}

}  // namespace
}  // namespace gateway
