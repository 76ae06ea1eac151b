// SPDX-License-Identifier: Apache-2.0
// The whole server double: wires world, HTTP, GraphQL, SFU and console together.
#include "tests/sim/simulator.hpp"

#include "base/log.hpp"
#include "tests/sim/console/page.hpp"
#include "tests/sim/rest/query.hpp"
#include "tests/sim/scenario.hpp"
#include "tests/sim/state.hpp"

#include <utility>

namespace sim {
namespace {

constexpr const char* kTitle = "Démonstration Amphi";
constexpr const char* kPresenter = "Ada Martin";

HttpReply problem(int status, const std::string& why) {
  return jsonReply({{"ok", false}, {"why", why}}, status);
}

}  // namespace

Simulator::Simulator(base::Loop& loop, Options options)
    : loop_(loop), options_(std::move(options)), later_(loop) {}

base::Result<void> Simulator::start() {
  if (options_.slides.empty()) {
    deck_ = builtinDeck();
  } else {
    auto deck = pdfDeck(options_.slides);
    if (!deck) return deck.error();
    deck_ = std::move(deck).value();
  }
  auto media = MediaEngine::open(
      loop_, {options_.mediaHost, options_.camera, options_.sound, options_.consentSeconds});
  if (!media) return media.error();
  media_ = std::move(media).value();
  auto server = HttpServer::open(loop_, options_.host, options_.port);
  if (!server) return server.error();
  server_ = std::move(server).value();

  rest_ = std::make_unique<RestApi>(
      world_, RestSettings{options_.secret, options_.publicUrl, options_.sfu, options_.turn,
                           options_.turnSecret, [this] { return deck_; }});
  graphql_ = std::make_unique<GraphqlHub>(loop_, world_, options_.publicUrl);
  sfu_ = std::make_unique<SfuHub>(loop_, world_, *media_);
  world_.onChange = [this] {
    graphql_->changed();
    sfu_->changed();
    media_->setOnlyFrom(world_.fault("turn_only") ? options_.turnRelay : "");
  };
  commands_ = std::make_unique<Commands>(world_, options_.meeting, hooks());
  if (!options_.empty) makeDemo();
  graphql_->attach(*server_);
  if (options_.sfu.empty()) sfu_->attach(*server_);
  publishers_ = std::make_unique<PublishHub>(*media_, [this](const Json& given) {
    if (const auto done = commands_->run(given); !done) {
      base::log::failure("publish", "could not be announced", done.error());
    }
  });
  publishers_->attach(*server_);
  server_->serve([this](const HttpRequest& request) { return answer(request); });
  second_ = loop_.every(base::Millis(1000), [this] {
    world_.tick(base::unixMillis());
    graphql_->tick();
    sfu_->tick();
    publishers_->tick();
    logRefusals();
  });
  if (options_.scenario.empty()) return {};
  return startScenario(options_.scenario, *commands_);
}

Commands::Hooks Simulator::hooks() {
  Commands::Hooks hooks;
  hooks.drop = [this](const std::string& what, bool one) {
    if (what == "graphql") return graphql_->drop(one);
    const auto underscore = what.find('_');
    sfu_->drop(underscore == std::string::npos ? "" : what.substr(underscore + 1), one);
  };
  hooks.restart = [this](const std::string& what, base::Millis away) {
    if (what == "middleware") graphql_->restart(away);
    if (what == "sfu") sfu_->restart(away);
    if (what == "media") sfu_->restartMedia(away);
  };
  hooks.microphone = [this](bool on) { media_->setMicrophone(on); };
  hooks.freeze = [this](MediaKey what, bool on) { return media_->freeze(what, on); };
  hooks.drift = [this](MediaKey what, double ppm) { return media_->drift(what, ppm); };
  hooks.network = [this](double loss, int jitter) { media_->setNetwork(loss, jitter); };
  hooks.begin = [this] { makeDemo(); };
  hooks.later = [this](base::Millis delay, std::function<void()> job) {
    later_.after(delay, std::move(job));
  };
  return hooks;
}

std::string Simulator::url() const {
  return "http://" + options_.host + ":" + std::to_string(server_->port());
}

void Simulator::makeDemo() {
  Meeting& meeting = world_.createMeeting(options_.meeting, kTitle, deck_);
  meeting.attendeePassword = "ap";
  meeting.moderatorPassword = "mp";
  meeting.record = true;
  User& presenter = world_.stageUser(meeting, kPresenter, "MODERATOR");
  presenter.presenter = true;
  const bool speaks = media_->microphone();
  presenter.voice = Voice{};
  presenter.voice->muted = !speaks;
  if (speaks) world_.talk(meeting, presenter, true);
  for (int i = 0; i < options_.cameras; ++i) cameraOn(world_, meeting, i, std::to_string(i));
}

/// One line a second at most, however much nonsense comes.
void Simulator::logRefusals() {
  std::uint64_t total = server_->badRequests();
  for (const auto& [kind, count] : world_.refused) total += count;
  const std::uint64_t fresh = total - std::exchange(refusedSoFar_, total);
  if (fresh > 0) base::log::warn("sim", "refused or ignored", {{"now", fresh}, {"all", total}});
}

HttpReply Simulator::answer(const HttpRequest& request) {
  if (request.path == "/sim/command") return command(request);
  if (request.path == "/sim/state") return jsonReply(state());
  if (request.path == "/sim/board") return board(request);
  if (auto page = consoleFile(request.path)) return *page;
  if (auto reply = rest_->answer(request)) return *reply;
  if (request.path == "/") return {302, "text/plain", "", {{"Location", "/console"}}};
  return {404, "text/html", "<h1>404 Not Found</h1>", {}};
}

HttpReply Simulator::board(const HttpRequest& request) {
  const Parameters asked = parseQuery(request.query);
  const auto id = asked.find("meeting");
  const Meeting* meeting = world_.meeting(id == asked.end() ? options_.meeting : id->second);
  return meeting == nullptr ? problem(404, "no such meeting") : jsonReply(boardState(*meeting));
}

HttpReply Simulator::command(const HttpRequest& request) {
  if (request.method != "POST") return problem(405, "POST a JSON command");
  // A page of another site must not be able to drive the meeting.
  const std::string origin = request.header("origin");
  if (!origin.empty() && origin != "http://" + request.header("host")) {
    return problem(403, "commands come from the console of this server");
  }
  const Json given = parseJson(request.body);
  if (!given.is_object()) {
    ++world_.refused["command"];
    return problem(400, "the body is no JSON object");
  }
  if (const auto done = commands_->run(given); !done) {
    ++world_.refused["command"];
    return problem(422, done.error().what);
  }
  return jsonReply({{"ok", true}});
}

Json Simulator::state() const {
  Json meetings = Json::array();
  // World hands out its meetings for change only; nothing is changed here.
  for (const Meeting& meeting : const_cast<World&>(world_).meetings()) {
    meetings.push_back(meetingState(meeting));
  }
  Json refused = Json::object();
  for (const auto& [kind, count] : world_.refused) refused[kind] = count;
  refused["http"] = server_->badRequests();
  Json faults = Json::array();
  for (const std::string& name : world_.faults) faults.push_back(name);
  return {{"meetings", meetings},
          {"microphone", media_->microphone()},
          {"sockets", {{"graphql", graphql_->sockets()}, {"sfu", sfu_->sockets()}}},
          {"media", media_->state()},
          {"faults", faults},
          {"known_faults", Commands::faults()},
          {"refused", refused},
          {"now_ms", base::unixMillis()}};
}

}  // namespace sim
