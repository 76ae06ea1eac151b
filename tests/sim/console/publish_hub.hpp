// SPDX-License-Identifier: Apache-2.0
// Where the console's browser sends its camera, microphone and screen.
#pragma once

#include "tests/sim/http.hpp"
#include "tests/sim/json.hpp"
#include "tests/sim/media/engine.hpp"

#include <functional>
#include <list>
#include <memory>

namespace sim {

/// One WebSocket at `/sim/publish` per thing that is published: the page sends
/// `{"kind":"camera","which":0,"meeting":"demo","sdp":OFFER}` (kind camera, microphone or screen;
/// a screen with `"sound":true`), gets `{"sdp":ANSWER}` or `{"error":WHY}`, and closes it to stop.
/// The stream is announced once its media may come. @thread loop
class PublishHub {
 public:
  /// @param run  Runs a command of the meeting.
  PublishHub(MediaEngine& media, std::function<void(const Json& command)> run)
      : media_(media), run_(std::move(run)) {}

  void attach(HttpServer& server);
  /// Forgets those who have gone. Called once a second.
  void tick();

 private:
  struct Publisher {
    std::shared_ptr<Socket> socket;
    std::unique_ptr<MediaPublication> media;
    Json request;
    bool announced = false;
  };

  void open(std::shared_ptr<Socket> socket);
  void publish(Publisher& publisher, const Json& request);
  void announce(Publisher& publisher, bool on);
  void end(Publisher& publisher);

  MediaEngine& media_;  // outlives the hub
  std::function<void(const Json& command)> run_;
  std::list<Publisher> publishers_;  // a list: sockets point into it
};

}  // namespace sim
