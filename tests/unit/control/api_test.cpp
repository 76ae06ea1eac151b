// SPDX-License-Identifier: Apache-2.0
// Who may write, how paths match, and what errors become.
#include "control/api.hpp"

#include <gtest/gtest.h>

#include "control/reply.hpp"
#include "control/routes.hpp"
#include "control/streams.hpp"

namespace control {
namespace {

using base::Error;
using base::Fault;
using base::http::Request;

Request from(const std::string& remote,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.method = "POST";
  request.remote = remote;
  request.headers = std::move(headers);
  return request;
}

std::string codeOf(const base::Result<void>& may) {
  return may ? "may" : may.error().code;
}

TEST(MayWrite, AsksForTheTokenWhereThereIsOne) {
  EXPECT_EQ(codeOf(mayWrite(from("10.0.0.1", {{"authorization", "Bearer t0ken"}}), "t0ken")),
            "may");
  EXPECT_EQ(codeOf(mayWrite(from("127.0.0.1"), "t0ken")), "unauthorized");
  for (const char* wrong : {"Bearer t0ke", "Bearer t0kenn", "Bearer ", "t0ken", "Basic t0ken"})
    EXPECT_EQ(codeOf(mayWrite(from("127.0.0.1", {{"authorization", wrong}}), "t0ken")),
              "unauthorized")
        << wrong;
}

TEST(MayWrite, WithoutATokenOnlyThisMachinesProgramsMay) {
  EXPECT_EQ(codeOf(mayWrite(from("127.0.0.1"), "")), "may");
  EXPECT_EQ(codeOf(mayWrite(from("::1"), "")), "may");
  EXPECT_EQ(codeOf(mayWrite(from("10.0.0.1"), "")), "forbidden");
  EXPECT_EQ(codeOf(mayWrite(from("127.0.0.1", {{"x-forwarded-for", "10.0.0.1"}}), "")),
            "forbidden");
}

TEST(MayWrite, WithoutATokenNoOtherSitesPageMay) {
  const auto page = [](const char* origin) {
    return codeOf(
        mayWrite(from("127.0.0.1", {{"origin", origin}, {"host", "localhost:8080"}}), ""));
  };
  EXPECT_EQ(page("http://localhost:8080"), "may");
  EXPECT_EQ(page("https://evil.example"), "forbidden");
  EXPECT_EQ(page("null"), "forbidden");
}

TEST(MatchPath, TakesTheSlugOut) {
  EXPECT_EQ(matchPath("/api/v1/streams/{slug}/stop", "/api/v1/streams/demo/stop"), "demo");
  EXPECT_EQ(matchPath("/api/v1/streams/{slug}", "/api/v1/streams/demo"), "demo");
  EXPECT_EQ(matchPath("/api/v1/streams/{slug}", "/api/v1/streams/"), std::nullopt);
  EXPECT_EQ(matchPath("/api/v1/streams/{slug}", "/api/v1/streams/a/b"), std::nullopt);
  EXPECT_EQ(matchPath("/healthz", "/healthz"), "");
  EXPECT_EQ(matchPath("/healthz", "/health"), std::nullopt);
}

TEST(Problem, KeepsWhatFailedInsideToItself) {
  const auto response = problem(Error{Fault::Store, "relation streams is missing", "42P01"});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.contentType, "application/problem+json");
  EXPECT_EQ(response.chunks.at(0)->find("relation"), std::string::npos);
}

TEST(Problem, MapsEveryFault) {
  EXPECT_EQ(statusOf({Fault::Caller, "", "slug_taken"}), 409);
  EXPECT_EQ(statusOf({Fault::Caller, "", "invalid_stream"}), 422);
  EXPECT_EQ(statusOf({Fault::Caller, "", "else"}), 400);
  EXPECT_EQ(statusOf({Fault::Peer, "", ""}), 502);
  EXPECT_EQ(statusOf({Fault::Store, "", ""}), 503);
  EXPECT_EQ(statusOf({Fault::Internal, "", ""}), 500);
}

TEST(StreamJson, NeverShowsTheJoinUrl) {
  StreamRow row;
  row.slug = "demo";
  row.title = "Demo";
  row.joinUrl = "https://bbb.example.org/join?checksum=secret";
  const auto json =
      streamJson(row, {base::StreamState::Live, "", "", 0}, "http://a", "/hls/~1-2/algebra");
  EXPECT_EQ(base::compact(json).find("bbb.example.org"), std::string::npos);
  EXPECT_EQ(base::textAt(json, "state"), "live");
  EXPECT_EQ(base::textAt(json, "hls_url"), "http://a/hls/~1-2/algebra/index.m3u8");
  EXPECT_TRUE(json.at("meeting_id").is_null());
}

}  // namespace
}  // namespace control
