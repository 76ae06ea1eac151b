// SPDX-License-Identifier: Apache-2.0
// The handlers of the REST API on a real database, by the routes' own table.
#include "control/api.hpp"

#include "base/json.hpp"
#include "control/routes.hpp"
#include "control/store/migrations.hpp"
#include "control/store/streams_table.hpp"
#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

using base::Json;
using base::http::Request;
using base::http::Response;

class ApiOnDatabaseTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    auto database = open();
    ASSERT_TRUE(migrate(database));
    desk_.emplace(base::postgres::ConnectionOptions{.url = url_});
  }

  /// Calls the route's handler and checks that the route owns up to the status.
  Response ask(const std::string& method, const std::string& path, const std::string& body = "",
               const std::string& type = "application/json") {
    Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    request.headers = {{"content-type", type}};
    for (const auto& route : routes()) {
      const auto slug = matchPath(route.path, path);
      if (!slug || route.method != method) continue;
      Call call{request, *slug, *desk_, context_};
      Response response = route.handle(call);
      EXPECT_NE(std::find(route.statuses.begin(), route.statuses.end(), response.status),
                route.statuses.end())
          << method << " " << path << " answers " << response.status;
      return response;
    }
    ADD_FAILURE() << "no route for " << method << " " << path;
    return {};
  }

  static Json json(const Response& response) {
    const auto parsed = base::parseJson(*response.chunks.at(0));
    EXPECT_TRUE(parsed);
    return parsed ? *parsed : Json();
  }

  static std::string code(const Response& response) { return base::textAt(json(response), "code"); }

  static constexpr const char* kDemo =
      R"({"slug":"demo","title":"Démo","join_url":"https://b/join?checksum=s3cret"})";

  StatusBoard board_;
  int changes_ = 0;
  std::string started_;
  ApiContext context_{.board = board_,
                      .publicUrl = [] { return std::string("http://a"); },
                      .hlsPath = [](const std::string& slug) { return "/hls/" + slug; },
                      .hasBbb = true,
                      .changed = [this] { ++changes_; },
                      .startAsked = [this](const std::string& slug) { started_ = slug; },
                      .metrics = [] { return std::string("figures\n"); },
                      .notReady = [] { return std::vector<std::string>(); }};
  std::optional<Desk> desk_;
};

TEST_F(ApiOnDatabaseTest, CreatesListsShowsAndDeletes) {
  const Response created = ask("POST", "/api/v1/streams", kDemo);
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(json(created)["live_url"], "http://a/live/demo");
  EXPECT_EQ(changes_, 1);
  const Response list = ask("GET", "/api/v1/streams");
  EXPECT_EQ(json(list)["streams"].size(), 1u);
  EXPECT_EQ(list.chunks.at(0)->find("s3cret"), std::string::npos);
  EXPECT_EQ(json(ask("GET", "/api/v1/streams/demo"))["title"], "Démo");
  EXPECT_EQ(ask("DELETE", "/api/v1/streams/demo").status, 204);
  EXPECT_EQ(ask("DELETE", "/api/v1/streams/demo").status, 404);
  EXPECT_EQ(code(ask("GET", "/api/v1/streams/demo")), "not_found");
}

TEST_F(ApiOnDatabaseTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(code(ask("POST", "/api/v1/streams", "{broken")), "not_json");
  EXPECT_EQ(ask("POST", "/api/v1/streams", kDemo, "text/plain").status, 415);
  EXPECT_EQ(code(ask("POST", "/api/v1/streams", R"({"slug":"A"})")), "invalid_stream");
  EXPECT_EQ(changes_, 0);
}

TEST_F(ApiOnDatabaseTest, ChangesTheLook) {
  ask("POST", "/api/v1/streams", kDemo);
  const Response paused =
      ask("PATCH", "/api/v1/streams/demo", R"({"paused":true,"layout":"side_by_side"})");
  EXPECT_EQ(paused.status, 200);
  EXPECT_EQ(json(paused)["layout"], "side_by_side");
  EXPECT_EQ(json(ask("PATCH", "/api/v1/streams/demo", R"({"paused":false})"))["layout"],
            "side_by_side");
  EXPECT_EQ(changes_, 3);
  EXPECT_EQ(json(ask("GET", "/api/v1/streams/demo"))["paused"], false);
  EXPECT_EQ(ask("PATCH", "/api/v1/streams/none", R"({"paused":true})").status, 404);
  EXPECT_EQ(code(ask("PATCH", "/api/v1/streams/demo", R"({"layout":"upside_down"})")),
            "invalid_stream");
  EXPECT_EQ(code(ask("PATCH", "/api/v1/streams/demo", R"({"join_url":"http://b/"})")),
            "invalid_stream");
  EXPECT_EQ(ask("PATCH", "/api/v1/streams/demo", "{}", "text/plain").status, 415);
  EXPECT_EQ(code(ask("PATCH", "/api/v1/streams/demo", "{")), "not_json");
}

TEST_F(ApiOnDatabaseTest, TellsATakenSlug) {
  ask("POST", "/api/v1/streams", kDemo);
  EXPECT_EQ(code(ask("POST", "/api/v1/streams", kDemo)), "slug_taken");
}

TEST_F(ApiOnDatabaseTest, StartsAndStops) {
  ask("POST", "/api/v1/streams",
      R"({"slug":"demo","title":"D","meeting_id":"m1","autostart":false})");
  EXPECT_EQ(ask("POST", "/api/v1/streams/demo/start").status, 202);
  EXPECT_EQ(started_, "demo");
  EXPECT_EQ(ask("POST", "/api/v1/streams/demo/stop").status, 202);
  EXPECT_EQ(ask("POST", "/api/v1/streams/none/start").status, 404);
}

TEST_F(ApiOnDatabaseTest, ShowsTheStateOfTheBoard) {
  ask("POST", "/api/v1/streams", kDemo);
  board_.put("demo", {base::StreamState::Live, "", "", 1}, true);
  EXPECT_EQ(json(ask("GET", "/api/v1/streams/demo"))["state"], "live");
}

TEST_F(ApiOnDatabaseTest, AddsShowsAndRemovesPushes) {
  constexpr const char* kPush = R"({"name":"site","url":"rtmp://h/app/s3cret"})";
  EXPECT_EQ(ask("POST", "/api/v1/streams/demo/pushes", kPush).status, 404);
  ask("POST", "/api/v1/streams", kDemo);
  const Response made = ask("POST", "/api/v1/streams/demo/pushes", kPush);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(changes_, 2);
  const std::string path =
      "/api/v1/streams/demo/pushes/" + std::to_string(json(made)["id"].get<int>());
  EXPECT_EQ(json(ask("GET", path))["url"], "rtmp://h:1935/app/***");
  const Response list = ask("GET", "/api/v1/streams/demo/pushes");
  EXPECT_EQ(json(list)["pushes"].size(), 1u);
  EXPECT_EQ(list.chunks.at(0)->find("s3cret"), std::string::npos);
  auto database = open();
  const auto rows = streams_table::all(database);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->at(0).pushes.at(0).url, "rtmp://h/app/s3cret");
  EXPECT_EQ(ask("DELETE", path).status, 204);
  EXPECT_EQ(ask("DELETE", path).status, 404);
  EXPECT_EQ(ask("GET", path).status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/streams/demo/pushes/x").status, 404);
}

TEST_F(ApiOnDatabaseTest, TakesNoMorePushesThanSixteen) {
  ask("POST", "/api/v1/streams", kDemo);
  for (int i = 0; i < 16; ++i)
    EXPECT_EQ(ask("POST", "/api/v1/streams/demo/pushes", R"({"url":"srt://h:1"})").status, 201);
  EXPECT_EQ(code(ask("POST", "/api/v1/streams/demo/pushes", R"({"url":"srt://h:1"})")), "too_many");
  EXPECT_EQ(code(ask("POST", "/api/v1/streams/demo/pushes", R"({"url":"x"})")), "invalid_push");
}

TEST_F(ApiOnDatabaseTest, TakesSqlForText) {
  EXPECT_EQ(ask("GET", "/api/v1/streams/'; drop table streams; --").status, 404);
  EXPECT_EQ(ask("GET", "/api/v1/streams").status, 200);
}

TEST_F(ApiOnDatabaseTest, AnswersWatchers) {
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
  EXPECT_EQ(ask("GET", "/readyz").status, 200);
  EXPECT_EQ(*ask("GET", "/metrics").chunks.at(0), "figures\n");
}

TEST_F(ApiOnDatabaseTest, SaysWhenTheDatabaseIsAway) {
  desk_.emplace(base::postgres::ConnectionOptions{.url = "host=/nowhere user=x dbname=x"});
  EXPECT_EQ(code(ask("GET", "/api/v1/streams")), "store_unavailable");
  const Response notReady = ask("GET", "/readyz");
  EXPECT_EQ(notReady.status, 503);
  EXPECT_EQ(json(notReady)["reasons"].size(), 1u);
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

}  // namespace
}  // namespace control
