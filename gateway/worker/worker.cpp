// SPDX-License-Identifier: Apache-2.0
// The worker process: its job, its signals, its loop.
#include "gateway/worker/worker.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/loop.hpp"
#include "base/unique_fd.hpp"
#include "gateway/link/job.hpp"
#include "gateway/link/worker_lock.hpp"
#include "gateway/worker/stream.hpp"
#include "pipelines/gst.hpp"

namespace gateway {
namespace {

constexpr int kExitBadJob = 2;
constexpr int kExitHeld = 4;
constexpr base::Millis kJobWithin{10'000};
// GStreamer's threads come and go with each camera; a heap for each keeps a third of the memory.
constexpr int kMostHeaps = 2;

base::Error noJob(const char* what) {
  return {base::Fault::Caller, what, "bad_job"};
}

// To the newline or the end, whichever comes first.
base::Result<WorkerJob> readJob(int fd) {
  const auto deadline = base::steadyNow() + kJobWithin;
  std::string line;
  while (line.size() <= kMaxJobBytes) {
    const auto left =
        std::chrono::duration_cast<base::Millis>(deadline - base::steadyNow()).count();
    pollfd ready{fd, POLLIN, 0};
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) == 0)
      return noJob("no job line came on standard input; the worker is started by `amphi serve`");
    char byte = 0;
    const ssize_t got = ::read(fd, &byte, 1);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0 || byte == '\n') return parseJob(line);
    line += byte;
  }
  return noJob("the job line is too long");
}

// Blocked before any thread starts, so that all inherit it and only the descriptor hears.
base::UniqueFd catchSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return base::UniqueFd(::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
}

int runJob(const WorkerJob& job, const base::UniqueFd& signals) {
  base::Loop loop;
  int code = 0;
  {
    Stream stream(loop, job, [&](int exitCode) {
      code = exitCode;
      loop.quit();
    });
    const auto watch = loop.onReadable(signals.get(), [&] {
      signalfd_siginfo caught{};
      while (::read(signals.get(), &caught, sizeof caught) > 0) stream.stop("signal");
    });
    loop.run();
  }
  return code;
}

}  // namespace

int runWorker(int jobFd) {
  mallopt(M_ARENA_MAX, kMostHeaps);
  const auto signals = catchSignals();
  auto job = readJob(jobFd);
  if (!job) {
    base::log::failure("worker", "no job", job.error());
    return kExitBadJob;
  }
  const auto lock = holdWorkerLock(job->socket, job->slug);
  if (!lock) {
    base::log::failure("worker", "not started", lock.error());
    return kExitHeld;
  }
  if (auto started = pipelines::startGStreamer(); !started) {
    base::log::failure("worker", "no GStreamer", started.error());
    return kExitBadJob;
  }
  base::log::info("worker", "starts", {{"slug", job->slug}, {"pid", ::getpid()}});
  const int code = runJob(*job, signals);
  base::log::info("worker", "ends", {{"slug", job->slug}, {"code", code}});
  return code;
}

}  // namespace gateway
