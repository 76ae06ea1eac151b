// SPDX-License-Identifier: Apache-2.0
// The program `amphi`: its command line.
#include <CLI/CLI.hpp>
#include <iostream>

#include <unistd.h>

#include "base/config.hpp"
#include "base/log.hpp"
#include "gateway/amphi/recording_shelf.hpp"
#include "gateway/amphi/render.hpp"
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

CLI::App* addRender(CLI::App& app, gateway::RenderArguments& wish) {
  CLI::App* renderer = app.add_subcommand(
      "render", "Makes one MP4 of a published BigBlueButton presentation recording.");
  renderer
      ->add_option(
          "source", wish.source,
          "A folder that holds the recording's files, or the address of its player's page\n"
          "(https://bbb.example.org/playback/presentation/2.3/ID) or of that folder.")
      ->required();
  renderer->add_option("-o,--output", wish.output,
                       "The MP4 [the recording's name, in the current folder].");
  renderer->add_option("--size", wish.size, "Pixels of the picture [1280x720].");
  renderer->add_option(
      "--layout", wish.layout,
      "How slides and cameras share the picture [presentation]: " + gateway::layoutNames() + ".");
  renderer->add_flag("--chat-subtitles", wish.hasChatSubtitles,
                     "Put the chat into the file as subtitles that a player can show.");
  renderer->add_option("--from", wish.from, "Begin there, e.g. 90, 1:30 or 1:02:03.5.");
  renderer->add_option("--to", wish.to, "End there.");
  renderer->add_option("--ca-file", wish.caFile,
                       "Certificates (PEM) to trust besides the system's.");
  renderer->footer(
      "Exit codes: 0 done, 2 wrong usage, 3 no such recording or no media in it, 4 a file of it\n"
      "cannot be read, 5 the disk is full or the file cannot be written, 6 the server does not\n"
      "answer, 7 GStreamer lacks something or an encoder failed, 130 stopped by Ctrl-C.");
  return renderer;
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

  std::string recording;
  CLI::App* joiner = app.add_subcommand(
      "join", "Makes one MP4 of a recording's pieces; `amphi serve` does it by itself.");
  joiner->add_option("recording", recording, "The folder that holds the pieces.")->required();

  gateway::RenderArguments wish;
  CLI::App* renderer = addRender(app, wish);

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
  if (joiner->parsed()) {
    base::log::start(base::log::Level::Info, "amphi-join");
    return gateway::joinRecording(recording);
  }
  if (renderer->parsed()) {
    base::log::start(base::log::Level::Warn, "amphi-render");
    return gateway::render(wish);
  }
  return serve(file, stopWorkersOnExit);
}
