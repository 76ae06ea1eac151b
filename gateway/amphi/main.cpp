// SPDX-License-Identifier: Apache-2.0
// The program `amphi`: its command line.
#include <CLI/CLI.hpp>
#include <iostream>

#include <unistd.h>

#include "base/config.hpp"
#include "base/log.hpp"
#include "gateway/amphi/serve.hpp"
#include "gateway/worker/worker.hpp"

namespace {

constexpr const char* kVersion = "amphi 0.1.0";
constexpr int kBadStart = 2;  // settings, port, disk: somebody must change something first

int serve(const std::string& file, bool stopWorkersOnExit) {
  auto config = base::loadConfig(file, base::processEnvironment());
  if (!config) {
    std::cerr << config.error().what << "\n";
    return kBadStart;
  }
  base::log::start(config->log.level, "amphi");
  if (auto served = gateway::serve(*config, stopWorkersOnExit); !served) {
    std::cerr << served.error().what << "\n";
    return kBadStart;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Opens a BigBlueButton lecture to everybody.");
  app.require_subcommand(1);
  app.set_version_flag("--version", kVersion);

  std::string file;
  bool stopWorkersOnExit = false;
  CLI::App* server = app.add_subcommand("serve", "Serves streams, pages and the API.");
  server->add_option("--config", file, "The settings; configs/amphi.toml explains every key.")
      ->required();
  server->add_flag("--stop-workers-on-exit", stopWorkersOnExit,
                   "End running streams with the server, instead of leaving them to the next one.");

  CLI::App* worker = app.add_subcommand(
      "worker", "Holds one stream; `amphi serve` starts it, its job comes on standard input.");
  bool isWordy = false;
  worker->add_flag("--debug", isWordy, "Log everything.");

  // The one library whose exceptions end here: CLI11 has no other way to say "wrong usage".
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& stopped) {
    return app.exit(stopped) == 0 ? 0 : kBadStart;
  }
  if (worker->parsed()) {
    base::log::start(isWordy ? base::log::Level::Debug : base::log::Level::Info, "amphi-worker");
    return gateway::runWorker(STDIN_FILENO);
  }
  return serve(file, stopWorkersOnExit);
}
