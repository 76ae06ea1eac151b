// SPDX-License-Identifier: Apache-2.0
// Pointers between the positions that are told.
#include "pipelines/stage/cursor_glide.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using std::chrono::milliseconds;

constexpr MediaDate kStart = std::chrono::seconds(100);

CursorView at(double x, double y, const std::string& id = "ada") {
  return {id, "", x, y, false};
}

void expectNear(const PagePoint& point, const PagePoint& expected) {
  EXPECT_NEAR(point.x, expected.x, 1e-9);
  EXPECT_NEAR(point.y, expected.y, 1e-9);
}

TEST(CursorGlide, IsAtOnceWhereItAppears) {
  CursorGlide glide;
  glide.aim("page", {at(10, 20)}, kStart);
  expectNear(glide.at(kStart).at("ada"), {10, 20});
}

TEST(CursorGlide, TakesItsTimeToTheNextPlace) {
  CursorGlide glide;
  glide.aim("page", {at(0, 0)}, kStart);
  glide.aim("page", {at(30, 60)}, kStart + milliseconds(1000));
  expectNear(glide.at(kStart + milliseconds(1000)).at("ada"), {0, 0});
  expectNear(glide.at(kStart + milliseconds(1050)).at("ada"), {10, 20});
  expectNear(glide.at(kStart + milliseconds(1150)).at("ada"), {30, 60});
  expectNear(glide.at(kStart + milliseconds(9000)).at("ada"), {30, 60});
}

TEST(CursorGlide, TurnsWhereItIs) {
  CursorGlide glide;
  glide.aim("page", {at(0, 0)}, kStart);
  glide.aim("page", {at(30, 0)}, kStart);
  glide.aim("page", {at(10, 90)}, kStart + milliseconds(50));
  expectNear(glide.at(kStart + milliseconds(50)).at("ada"), {10, 0});
  expectNear(glide.at(kStart + milliseconds(100)).at("ada"), {10, 30});
}

TEST(CursorGlide, GoesOnWhenToldTheSamePlaceAgain) {
  CursorGlide glide;
  glide.aim("page", {at(0, 0)}, kStart);
  glide.aim("page", {at(30, 0)}, kStart);
  glide.aim("page", {at(30, 0)}, kStart + milliseconds(100));
  expectNear(glide.at(kStart + milliseconds(150)).at("ada"), {30, 0});
}

TEST(CursorGlide, ForgetsWhoIsGone) {
  CursorGlide glide;
  glide.aim("page", {at(1, 1), at(2, 2, "bob")}, kStart);
  glide.aim("page", {at(2, 2, "bob")}, kStart);
  EXPECT_EQ(glide.at(kStart).count("ada"), 0u);
  EXPECT_EQ(glide.at(kStart).count("bob"), 1u);
}

TEST(CursorGlide, DoesNotGlideFromPageToPage) {
  CursorGlide glide;
  glide.aim("page/1", {at(0, 0)}, kStart);
  glide.aim("page/2", {at(500, 500)}, kStart);
  expectNear(glide.at(kStart).at("ada"), {500, 500});
  EXPECT_EQ(glide.pageId(), "page/2");
}

}  // namespace
}  // namespace pipelines
