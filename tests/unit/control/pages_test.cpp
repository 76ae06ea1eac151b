// SPDX-License-Identifier: Apache-2.0
// Pages: the application, its files, and nothing else.
#include "control/pages.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace control {
namespace {

namespace fs = std::filesystem;
using base::http::Request;
using base::http::Response;

class PagesTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/amphi-pages-XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
    fs::create_directories(folder_ / "web/assets");
    std::ofstream(folder_ / "web/index.html") << "<!doctype html>app";
    std::ofstream(folder_ / "web/assets/main-1.js") << "js";
    std::ofstream(folder_ / "secret") << "secret";
  }
  void TearDown() override { fs::remove_all(folder_); }

  Response get(const std::string& path, const std::string& tag = "") {
    auto pages = Pages::open(folder_ / "web");
    EXPECT_TRUE(pages);
    Request request;
    request.method = "GET";
    request.path = path;
    if (!tag.empty()) request.headers = {{"if-none-match", tag}};
    return pages->serve(request);
  }

  static std::string header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "";
  }

  fs::path folder_;
};

TEST_F(PagesTest, ServeTheApplicationForItsAddresses) {
  for (const char* path : {"/", "/index.html", "/live/demo", "/live/demo/"}) {
    const Response page = get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.contentType, "text/html; charset=utf-8") << path;
    EXPECT_EQ(header(page, "cache-control"), "no-cache") << path;
    EXPECT_NE(header(page, "content-security-policy").find("default-src 'none'"),
              std::string::npos);
  }
}

TEST_F(PagesTest, KeepHashedAssetsForEver) {
  const Response asset = get("/assets/main-1.js");
  EXPECT_EQ(asset.status, 200);
  EXPECT_EQ(asset.contentType, "text/javascript; charset=utf-8");
  EXPECT_NE(header(asset, "cache-control").find("immutable"), std::string::npos);
}

TEST_F(PagesTest, AnswerNotModifiedToTheSameTag) {
  const std::string tag = header(get("/"), "etag");
  EXPECT_EQ(get("/", tag).status, 304);
  EXPECT_EQ(get("/", "\"other\"").status, 200);
}

TEST_F(PagesTest, LeadNowhereElse) {
  for (const char* path : {"/../secret", "/assets/../../secret", "//secret", "/live/", "/live/a/b",
                           "/live/..", "/assets/", "/assets/none.js"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(PagesTest, SayThatTheyAreAbsent) {
  EXPECT_EQ(Pages::open(folder_ / "nothing").error().code, "no_pages");
  Request request;
  request.method = "GET";
  request.path = "/";
  EXPECT_EQ(Pages::absent().serve(request).status, 503);
}

}  // namespace
}  // namespace control
