// SPDX-License-Identifier: Apache-2.0
// BBB's REST API (bbb-api.md §1-4): signed calls, the join, and the session endpoints.
#pragma once

#include "tests/sim/http.hpp"
#include "tests/sim/meeting_state.hpp"
#include "tests/sim/rest/query.hpp"

#include <functional>
#include <memory>
#include <string>

namespace sim {

/// What the API needs to know about the server it runs in.
struct RestSettings {
  std::string secret;
  std::string publicUrl;   ///< `http://host:port`, or "" to use what the client calls us.
  std::string sfu;         ///< The SFU's address for clients; "" = ours.
  std::string turn;        ///< A TURN server's URL; "" = none.
  std::string turnSecret;  ///< What it shares with us.
  std::function<std::shared_ptr<Deck>()> deck;  ///< The presentation of a new meeting.
};

/// Answers everything under `/bigbluebutton/`, `/html5client/` and `/api/rest/`. @thread loop
class RestApi {
 public:
  RestApi(World& world, RestSettings settings) : world_(world), settings_(std::move(settings)) {}

  /// The answer, or nothing when the path is not BBB's.
  std::optional<HttpReply> answer(const HttpRequest& request);

 private:
  struct Call {
    std::string name;
    Parameters parameters;
    std::string base;  ///< `http://host:port`
    std::string cookie;
  };

  std::string baseUrl(const HttpRequest& request) const;
  HttpReply signedCall(const HttpRequest& request, const std::string& name);
  HttpReply dispatch(const Call& call);
  HttpReply index(const HttpRequest& request) const;
  HttpReply create(const Call& call);
  HttpReply end(const Call& call);
  HttpReply isMeetingRunning(const Call& call);
  HttpReply getMeetingInfo(const Call& call);
  HttpReply getMeetings();
  HttpReply join(const Call& call);
  HttpReply admitUser(const Call& call, Meeting& meeting, const std::string& role);
  HttpReply joinFailed(const Call& call, const std::string& key, const std::string& message) const;

  HttpReply sessionPage(const HttpRequest& request);
  HttpReply authorisation(const HttpRequest& request);
  HttpReply stuns(const HttpRequest& request);
  HttpReply staticData(const HttpRequest& request);
  HttpReply presentationFile(const HttpRequest& request);

  World& world_;  // outlives the API
  RestSettings settings_;
};

/// `FAILED` with a key and a sentence, HTTP 200.
HttpReply failedAnswer(const std::string& key, const std::string& message);
/// An XML document as the API sends it.
HttpReply xmlReply(std::string body);
HttpReply jsonReply(const Json& body, int status = 200);

}  // namespace sim
