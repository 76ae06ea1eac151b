// SPDX-License-Identifier: Apache-2.0
// A recording on a server of ours, fetched: cookies, redirects, what is missing, and what lies.
#include "gateway/recording/fetch.hpp"

#include "base/http/server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

namespace gateway::recording {
namespace {

const std::string kId = std::string(40, 'a') + "-1700000000000";

class FetchTest : public testing::Test {
 protected:
  void SetUp() override {
    auto name = (std::filesystem::temp_directory_path() / "amphi-fetch-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    home_ = name;
    folder_ = home_ / "recording";
    std::filesystem::create_directories(folder_);
    base::http::Routes routes;
    routes.onRequest = [this](base::http::Request request, base::http::Responder responder) {
      std::move(responder).send(answer(request));
    };
    auto server = base::http::Server::start({}, std::move(routes));
    ASSERT_TRUE(server);
    server_ = std::move(*server);
    origin_ = "http://127.0.0.1:" + std::to_string(server_->port());
    put("metadata.xml", "<recording/>");
    put("audio/audio.webm", std::string(300'000, 'w'));
    put("shapes.svg",
        "<svg><image id='image1' in='0' href='presentation/P/svgs/slide1.svg' width='8' "
        "height='6'/><image id='image2' in='1' href='../../secret' width='8' height='6'/></svg>");
    put("presentation/P/slide-1.png", "png");
  }
  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(home_);
  }

  void put(const std::string& name, std::string bytes) {
    files_["/presentation/" + kId + "/" + name] = std::move(bytes);
  }
  base::http::Response answer(const base::http::Request& request) {
    const std::lock_guard lock(mutex_);
    asked_.insert(request.path);
    if (const auto moved = moved_.find(request.path); moved != moved_.end()) {
      base::http::Response response = base::http::Response::text(302, "");
      response.headers = {{"location", moved->second}, {"set-cookie", "token=seen; Path=/"}};
      return response;
    }
    const bool isOpen = !needsCookie_ || request.header("cookie") == "token=seen";
    if (!isOpen) return base::http::Response::text(403, "no");
    const auto found = files_.find(request.path);
    if (found == files_.end()) return base::http::Response::text(404, "no");
    base::http::Response response = base::http::Response::text(200, found->second);
    response.contentType = "application/octet-stream";
    return response;
  }
  bool wasAsked(const std::string& path) {
    const std::lock_guard lock(mutex_);
    return asked_.contains(path);
  }
  base::Result<void> fetch(const std::string& path) {
    return fetchRecording(origin_ + path, folder_, {});
  }

  std::filesystem::path home_, folder_;
  std::string origin_;
  std::mutex mutex_;  // guards what follows
  std::map<std::string, std::string> files_, moved_;
  std::set<std::string> asked_;
  bool needsCookie_ = false;
  std::unique_ptr<base::http::Server> server_;
};

TEST(DataAddress, FollowsFromTheAddressOfThePlayer) {
  EXPECT_EQ(dataAddress("https://b.org/playback/presentation/2.3/" + kId + "?t=1m#x"),
            "https://b.org/presentation/" + kId + "/");
  EXPECT_EQ(dataAddress("https://b.org/x/playback/presentation/2.0/playback.html?meetingId=" + kId),
            "https://b.org/x/presentation/" + kId + "/");
  EXPECT_EQ(dataAddress("https://b.org:8443/presentation/" + kId),
            "https://b.org:8443/presentation/" + kId + "/");
  EXPECT_EQ(dataAddress("https://b.org/playback/presentation/2.3/short-1"), "");
  EXPECT_EQ(dataAddress("file:///etc/"), "");
  EXPECT_EQ(dataAddress("b.org"), "");
}

TEST_F(FetchTest, BringsWhatTheRecordingMentions) {
  const auto done = fetch("/presentation/" + kId + "/");
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_TRUE(std::filesystem::exists(folder_ / "metadata.xml"));
  EXPECT_EQ(std::filesystem::file_size(folder_ / "audio/audio.webm"), 300'000u);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "presentation/P/slide-1.png"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "presentation/P/svgs/slide1.svg"));
}

TEST_F(FetchTest, AsksForNothingOutsideTheRecording) {
  files_["/secret"] = "outside";
  ASSERT_TRUE(fetch("/presentation/" + kId + "/"));
  EXPECT_FALSE(wasAsked("/secret"));
  EXPECT_FALSE(std::filesystem::exists(home_ / "secret"));
}

TEST_F(FetchTest, KeepsTheCookieOfThePlayersPage) {
  needsCookie_ = true;
  const std::string player = "/playback/presentation/2.3/" + kId;
  moved_["/playback/presentation/2.0/playback.html"] = player;
  files_[player] = "a page";
  const auto done = fetch("/playback/presentation/2.0/playback.html?meetingId=" + kId);
  EXPECT_TRUE(done) << done.error().what;
}

TEST_F(FetchTest, SaysThatThereIsNoRecording) {
  EXPECT_EQ(fetch("/presentation/other/").error().code, "not_found");
}

TEST_F(FetchTest, SaysThatTheServerRefuses) {
  needsCookie_ = true;
  const auto done = fetch("/presentation/" + kId + "/");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "http");
  EXPECT_NE(done.error().what.find("403"), std::string::npos) << done.error().what;
}

TEST_F(FetchTest, EndsARoundOfRedirects) {
  const auto metadata = "/presentation/" + kId + "/metadata.xml";
  moved_[metadata] = metadata;
  EXPECT_EQ(fetch("/presentation/" + kId + "/").error().code, "http");
}

TEST_F(FetchTest, FollowsNoRedirectToAFile) {
  moved_["/presentation/" + kId + "/metadata.xml"] = "file:///etc/passwd";
  EXPECT_EQ(fetch("/presentation/" + kId + "/").error().code, "http");
}

TEST_F(FetchTest, RefusesWhatIsNoAddress) {
  EXPECT_EQ(fetchRecording("ftp://b.org/x", folder_, {}).error().code, "usage");
  EXPECT_EQ(fetchRecording("nonsense", folder_, {}).error().code, "usage");
}

TEST_F(FetchTest, NamesAServerThatIsNotThere) {
  server_.reset();
  EXPECT_EQ(fetch("/presentation/" + kId + "/").error().code, "unreachable");
}

}  // namespace
}  // namespace gateway::recording
