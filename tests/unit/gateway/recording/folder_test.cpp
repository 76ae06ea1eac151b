// SPDX-License-Identifier: Apache-2.0
// No name leads out of a recording's folder.
#include "gateway/recording/folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace gateway::recording {
namespace {

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto name = (std::filesystem::temp_directory_path() / "amphi-folder-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    home_ = name;
    std::filesystem::create_directories(home_ / "recording" / "presentation");
    std::ofstream(home_ / "secret") << "outside";
    std::ofstream(home_ / "recording" / "presentation" / "a.svg") << "inside";
  }
  void TearDown() override { std::filesystem::remove_all(home_); }
  std::filesystem::path home_;
};

TEST(OwnName, HasPlainLettersAndNoWayUp) {
  EXPECT_TRUE(isOwnName("presentation/0a-1/svgs/slide1.svg"));
  for (const auto* name :
       {"", "/etc/passwd", "../secret", "a/../../b", "a//b", "a/", ".", "a/.hidden", "a\\..\\b",
        "http://e.org/a", "a?b", "a#b", "a%2e%2e/b", "a b"}) {
    EXPECT_FALSE(isOwnName(name)) << name;
  }
  EXPECT_FALSE(isOwnName(std::string(600, 'a')));
}

TEST_F(FolderTest, ReadsWhatIsInside) {
  const auto folder = Folder::open(home_ / "recording");
  ASSERT_TRUE(folder);
  const auto text = folder->read("presentation/a.svg", 100);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "inside");
  EXPECT_EQ(folder->read("presentation/a.svg", 3).error().code, "too_long");
}

TEST_F(FolderTest, HasNothingOutside) {
  const auto folder = Folder::open(home_ / "recording");
  ASSERT_TRUE(folder);
  const auto text = folder->read("../secret", 100);
  ASSERT_TRUE(text);
  EXPECT_FALSE(*text);
}

TEST_F(FolderTest, FollowsNoLinkOutside) {
  std::filesystem::create_symlink(home_ / "secret", home_ / "recording" / "link");
  std::filesystem::create_symlink("presentation/a.svg", home_ / "recording" / "inner");
  const auto folder = Folder::open(home_ / "recording");
  ASSERT_TRUE(folder);
  EXPECT_FALSE(folder->find("link"));
  EXPECT_TRUE(folder->find("inner"));
}

TEST_F(FolderTest, SaysWhatIsNoFolder) {
  EXPECT_EQ(Folder::open(home_ / "nothing").error().code, "not_found");
  EXPECT_EQ(Folder::open(home_ / "secret").error().code, "not_found");
}

}  // namespace
}  // namespace gateway::recording
