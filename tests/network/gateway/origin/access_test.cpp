// SPDX-License-Identifier: Apache-2.0
// Restricted streams: served under a signed path, refused without.
#include "base/access_token.hpp"

#include <gtest/gtest.h>

#include "gateway/origin/origin.hpp"
#include "tests/network/tools/raw_client.hpp"
#include "tests/unit/gateway/origin/feed.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;

class AccessTest : public testing::Test {
 protected:
  AccessTest() {
    base::http::Routes routes;
    routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
      origin_.handle(std::move(request), std::move(responder));
    };
    server_ = std::move(*base::http::Server::start({}, std::move(routes)));
    static_cast<void>(origin_.openSession("demo", {"aaaaaaaa", 100, 0}, tests::kStartMillis));
    for (const auto& rendition : {Rendition::video(), Rendition::audio()}) {
      origin_.addInit("demo", tests::initOf(rendition));
      for (int64_t i = 0; i < 14; ++i) origin_.addPart("demo", tests::partOf(rendition, i));
    }
  }
  int status(const std::string& path) const {
    return ::tests::RawClient(server_->port()).ask("GET", "/hls/" + path).status;
  }
  static std::string token(int64_t seconds, const std::string& slug = "demo") {
    return base::accessToken("key", slug, base::unixMillis() / 1000 + seconds);
  }

  Origin origin_{RingLimits{}, "", "key"};
  std::unique_ptr<base::http::Server> server_;
};

const std::vector<std::string> kLists{"index.m3u8", "video.m3u8", "audio.m3u8"};
const std::string kMedia = "aaaaaaaa/video/p13.m4s";

TEST_F(AccessTest, ASignedPathIsServedWhole) {
  for (const auto& list : kLists) EXPECT_EQ(status(token(60) + "/demo/" + list), 200) << list;
  EXPECT_EQ(status(token(60) + "/demo/" + kMedia), 200);
  EXPECT_EQ(status(token(60) + "/demo/access"), 204);
}

TEST_F(AccessTest, WithoutASignatureNothingIs) {
  const std::string forged = token(60).substr(0, 20) + std::string(24, '0');
  for (const std::string& before : {std::string(), forged + "/", token(60, "other") + "/"}) {
    for (const auto& list : kLists) EXPECT_EQ(status(before + "demo/" + list), 403) << before;
    EXPECT_EQ(status(before + "demo/" + kMedia), 403);
    EXPECT_EQ(status(before + "demo/access"), 403);
  }
}

TEST_F(AccessTest, AnExpiredOneStillPlaysWhatItListed) {
  for (const auto& list : kLists) EXPECT_EQ(status(token(-5) + "/demo/" + list), 403);
  EXPECT_EQ(status(token(-5) + "/demo/" + kMedia), 200);
  EXPECT_EQ(status(token(-5) + "/demo/access"), 403);
}

}  // namespace
}  // namespace gateway
