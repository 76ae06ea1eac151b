// SPDX-License-Identifier: Apache-2.0
// The worker's process: started, adopted, watched, stopped, replaced.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <random>
#include <utility>

#include "base/log.hpp"
#include "gateway/link/worker_lock.hpp"
#include "gateway/supervisor/watched_stream.hpp"

namespace gateway {
namespace {

using base::StreamState;

/// Exit codes of gateway/worker that mean that another try is pointless.
constexpr int kExitBadJob = 2;
/// A worker that lived so long was sound; its death starts the pauses anew.
constexpr base::Millis kSoundLife{30'000};
/// For frames of a dead worker still in the socket.
constexpr base::Millis kLastFramesWithin{1000};

double chance() {
  static std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

bool isFinal(StreamState state) {
  return state == StreamState::Ended || state == StreamState::Failed;
}

}  // namespace

// A worker of an earlier server that has not said hello yet is found by its lock.
void WatchedStream::launch() {
  if (const auto holder = workerLockHolder(options_.socketPath, slug_)) return adopt(*holder);
  auto process = spawn();
  if (!process) {
    base::log::failure("supervisor", "worker not started", process.error());
    setStatus(StreamState::Failed, "worker_start",
              "The stream's process cannot be started: " + process.error().what);
    job_.reset();
    return;
  }
  base::log::info("supervisor", "worker started",
                  {{"slug", slug_}, {"pid", static_cast<int64_t>(process->pid())}});
  watch(std::move(*process));
  awaitHello();
}

base::Result<base::Process> WatchedStream::spawn() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return base::Error{base::Fault::Internal, std::string("no pipe: ") + std::strerror(errno),
                       "pipe"};
  const base::UniqueFd theirs(ends[0]);
  const base::UniqueFd ours(ends[1]);
  auto job = *job_;
  job.chatSinceMs = chatSinceMs_;
  // For the slate of a replacement until it knows the meeting's name itself.
  if (!snapshot_.meeting.empty()) job.title = snapshot_.meeting;
  const auto line = jobLine(job);
  // An empty pipe holds 64 KiB at once (pipe(7)); a longer job would make us wait for the child.
  if (line.size() > kMaxJobBytes || ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0 ||
      ::write(ours.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
    return base::Error{base::Fault::Caller, "the worker's job is too long", "bad_job"};
  base::ProcessOptions options;
  options.argv.push_back(options_.executable);
  options.argv.insert(options.argv.end(), options_.arguments.begin(), options_.arguments.end());
  options.descriptors = {{theirs.get(), STDIN_FILENO}};
  options.newSession = true;
  return base::Process::spawn(options);
}

void WatchedStream::adopt(pid_t pid) {
  auto process = base::Process::adopt(pid);
  if (!process) {
    // It died between two looks at its lock.
    base::log::failure("supervisor", "worker not adopted", process.error());
    restart_ = loop_.after(options_.firstPause, [this] { relaunch(); });
    return;
  }
  base::log::info("supervisor", "worker found",
                  {{"slug", slug_}, {"pid", static_cast<int64_t>(pid)}});
  watch(std::move(*process));
  awaitHello();
}

void WatchedStream::watch(base::Process process) {
  exitWatch_ = {};
  process_.emplace(std::move(process));
  exit_.reset();
  isOver_ = false;
  aliveSince_ = base::steadyNow();
  snapshot_.pid = process_->pid();
  exitWatch_ = process_->onExit(loop_, [this](base::Exit exit) { onExit(exit); });
  onChanged_();
  if (!stopReason_.empty()) stopProcess();
}

void WatchedStream::awaitHello() {
  helloWatch_ = loop_.after(options_.helloWithin, [this] {
    base::log::warn("supervisor", "worker does not say hello", {{"slug", slug_}});
    kill();
  });
}

void WatchedStream::heard() {
  silence_ = loop_.after(options_.silence, [this] {
    base::log::warn("supervisor", "worker is silent", {{"slug", slug_}});
    kill();
  });
}

void WatchedStream::kill() {
  if (process_) process_->kill(SIGKILL);
}

void WatchedStream::stopProcess() {
  // A worker that ends by itself gets the time to hand over its last parts.
  const bool endsByItself = isFinal(snapshot_.status.state);
  if (peer_ != nullptr && !endsByItself)
    peer_->send(LinkStop{stopReason_});
  else if (peer_ == nullptr)
    process_->kill(SIGTERM);
  if (killWatch_.isSet()) return;
  killWatch_ = loop_.after(options_.stopWithin, [this] {
    base::log::warn("supervisor", "worker does not stop", {{"slug", slug_}});
    kill();
  });
}

// Posted: the process and its timer are gone after this, and the timer is calling.
void WatchedStream::onExit(const base::Exit& exit) {
  loop_.post(alive_, [this, exit] {
    if (!process_) return;
    if (peer_ == nullptr) return afterExit(exit);
    exit_ = exit;
    lastFrames_ = loop_.after(kLastFramesWithin, [this] {
      if (exit_) afterExit(*std::exchange(exit_, std::nullopt));
    });
  });
}

void WatchedStream::afterExit(const base::Exit& exit) {
  for (auto* timer : {&exitWatch_, &silence_, &helloWatch_, &killWatch_, &lastFrames_})
    timer->cancel();
  process_.reset();
  peer_ = nullptr;
  snapshot_.pid = 0;
  snapshot_.isConnected = false;
  snapshot_.session.clear();
  snapshot_.stats.clear();
  onChanged_();
  base::log::info("supervisor", "worker gone", {{"slug", slug_}, {"how", exit.text()}});
  if (job_ && isFinal(snapshot_.status.state)) {
    // It was asked for again while its last worker was on its way out.
    forget();
    setStatus(StreamState::Joining, "", "");
    return launch();
  }
  if (job_) return replace(exit);
  if (!isFinal(snapshot_.status.state)) setStatus(StreamState::Ended, "stopped", "");
}

void WatchedStream::replace(const base::Exit& exit) {
  if (exit.code == kExitBadJob) {
    job_.reset();
    return setStatus(StreamState::Failed, "worker_setup",
                     "The stream's process could not begin; its log says what is missing.");
  }
  ++snapshot_.restarts;
  if (base::steadyNow() - aliveSince_ >= kSoundLife) {
    restartsAtOnce_ = true;
    pause_.reset();
  }
  setStatus(wasLive_ ? StreamState::Interrupted : StreamState::Joining, "worker_lost",
            "The stream's process stopped unexpectedly; a new one takes over by itself.");
  const auto pause = restartsAtOnce_ ? base::Millis(0) : pause_.next(chance());
  restartsAtOnce_ = false;
  base::log::warn("supervisor", "worker is replaced",
                  {{"slug", slug_}, {"how", exit.text()}, {"in", pause}});
  restart_ = loop_.after(pause, [this] { relaunch(); });
}

void WatchedStream::relaunch() {
  if (job_ && !process_) launch();
}

}  // namespace gateway
