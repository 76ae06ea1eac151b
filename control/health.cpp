// SPDX-License-Identifier: Apache-2.0
// Alive, ready, figures.
#include "control/health.hpp"

#include "control/reply.hpp"
#include "control/store/statements.hpp"

namespace control {

using base::http::Response;

Response showHealth(Call&) {
  return reply(200, {{"status", "alive"}});
}

Response showReadiness(Call& call) {
  std::vector<std::string> reasons = call.context.notReady();
  auto database = call.desk.database();
  if (!database || !(*database)->run(sql::kPing))
    reasons.push_back("the database cannot be reached");
  if (reasons.empty()) return reply(200, {{"status", "ready"}, {"reasons", base::Json::array()}});
  return reply(503, {{"status", "not ready"}, {"reasons", reasons}});
}

Response showMetrics(Call& call) {
  Response response;
  response.contentType = "text/plain; version=0.0.4; charset=utf-8";
  response.headers = {{"cache-control", "no-store"}};
  response.chunks = {base::http::body(call.context.metrics())};
  return response;
}

}  // namespace control
