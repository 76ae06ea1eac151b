// SPDX-License-Identifier: Apache-2.0
// A server gets what it lacks, no more, in order, and from a segment's start where there is a gap.
#include "gateway/link/part_store.hpp"

#include <gtest/gtest.h>

#include "pipelines/grid.hpp"

namespace gateway {
namespace {

using pipelines::Rendition;

pipelines::Part part(Rendition rendition, int64_t global) {
  pipelines::Part out;
  out.rendition = rendition;
  out.global = global;
  out.segment = global / pipelines::kPartsPerSegment;
  out.part = static_cast<int>(global % pipelines::kPartsPerSegment);
  return out;
}

PartStore filled(int64_t count) {
  PartStore store;
  for (int64_t i = 0; i < count; ++i) {
    store.keep(part(Rendition::audio(), i));
    store.keep(part(Rendition::video(), i));
  }
  return store;
}

TEST(PartStore, GivesEverythingToAServerThatHasNothing) {
  const auto parts = filled(5).after({});
  ASSERT_EQ(parts.size(), 10u);
  EXPECT_EQ(parts.front().rendition, Rendition::audio());
  EXPECT_EQ(parts.back().global, 4);
}

TEST(PartStore, GivesOnlyWhatIsLackingPerRendition) {
  const auto parts = filled(5).after({{"video", 4}, {"audio", 2}});
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].rendition, Rendition::audio());
  EXPECT_EQ(parts[0].global, 3);
  EXPECT_EQ(parts[1].global, 4);
}

TEST(PartStore, KeepsMoreThanThirtySecondsAndNoMore) {
  static_assert(kKeptParts * pipelines::kPartTime >= std::chrono::seconds(30));
  const auto parts =
      filled(400).after({{"video", 400 - static_cast<int64_t>(kKeptParts) - 1}, {"audio", 399}});
  EXPECT_EQ(parts.size(), kKeptParts);
}

TEST(PartStore, StartsAtASegmentWhereItLeavesAGap) {
  const auto parts = filled(400).after({{"audio", 100}});
  for (const auto& rendition : {Rendition::video(), Rendition::audio()}) {
    const auto first = std::find_if(parts.begin(), parts.end(), [&](const pipelines::Part& p) {
      return p.rendition == rendition;
    });
    ASSERT_NE(first, parts.end());
    EXPECT_EQ(first->part, 0);
    EXPECT_EQ(first->global, 276) << "the first segment that is kept whole";
  }
}

TEST(PartStore, KeepsTheLastInitOfEachRendition) {
  PartStore store;
  pipelines::Init init;
  init.codecs = "old";
  store.keep(init);
  init.codecs = "new";
  store.keep(init);
  ASSERT_EQ(store.inits().size(), 1u);
  EXPECT_EQ(store.inits()[0].codecs, "new");
}

}  // namespace
}  // namespace gateway
