// SPDX-License-Identifier: Apache-2.0
// The whole server double: wires world, HTTP, GraphQL, SFU and console together.
#pragma once

#include "base/loop.hpp"
#include "base/result.hpp"
#include "tests/sim/commands.hpp"
#include "tests/sim/console/publish_hub.hpp"
#include "tests/sim/graphql/hub.hpp"
#include "tests/sim/http.hpp"
#include "tests/sim/options.hpp"
#include "tests/sim/rest/api.hpp"
#include "tests/sim/sfu/hub.hpp"

#include <memory>

namespace sim {

/// One simulated BBB server. @thread loop
class Simulator {
 public:
  Simulator(base::Loop& loop, Options options);

  /// Starts listening; the demo meeting exists afterwards.
  base::Result<void> start();
  /// `http://host:port`
  std::string url() const;

 private:
  Commands::Hooks hooks();
  HttpReply answer(const HttpRequest& request);
  HttpReply board(const HttpRequest& request);
  HttpReply command(const HttpRequest& request);
  Json state() const;
  void makeDemo();
  void logRefusals();

  base::Loop& loop_;  // outlives the simulator
  Options options_;
  World world_;
  std::shared_ptr<Deck> deck_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<MediaEngine> media_;
  std::unique_ptr<RestApi> rest_;
  std::unique_ptr<SfuHub> sfu_;
  std::unique_ptr<GraphqlHub> graphql_;
  std::unique_ptr<Commands> commands_;
  std::unique_ptr<PublishHub> publishers_;
  std::uint64_t refusedSoFar_ = 0;
  base::Timer second_;
  Delays later_;  // last: its jobs use everything above
};

}  // namespace sim
