// SPDX-License-Identifier: Apache-2.0
// amphi-sim: a BigBlueButton server double.
#include "base/log.hpp"
#include "base/loop.hpp"
#include "tests/sim/options.hpp"
#include "tests/sim/simulator.hpp"

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <sys/signalfd.h>
#include <unistd.h>

namespace {

/// SIGINT and SIGTERM as a descriptor; blocked before any thread starts, so none gets them.
int terminationDescriptor() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &signals, SFD_CLOEXEC);
}

void announce(const std::string& url, int descriptor) {
  const std::string line = "amphi-sim ready " + url + "\n";
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
  if (descriptor < 0) return;
  if (write(descriptor, line.data(), line.size()) < 0) std::perror("--ready-fd");
  close(descriptor);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = sim::readOptions(std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    std::fprintf(stderr, "amphi-sim: %s\n", options.error().what.c_str());
    return 2;
  }
  if (options->help) {
    std::fputs(sim::kUsage, stdout);
    return 0;
  }
  const int termination = terminationDescriptor();
  base::log::start(base::log::Level::Info, "amphi-sim");
  base::Loop loop;
  sim::Simulator simulator(loop, *options);
  bool failed = false;
  loop.post([&] {
    if (const auto started = simulator.start(); !started) {
      std::fprintf(stderr, "amphi-sim: %s\n", started.error().what.c_str());
      failed = true;
      return loop.quit();
    }
    announce(simulator.url(), options->readyDescriptor);
  });
  const base::Timer stop = loop.onReadable(termination, [&loop] { loop.quit(); });
  loop.run();
  return failed ? 1 : 0;
}
