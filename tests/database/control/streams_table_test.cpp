// SPDX-License-Identifier: Apache-2.0
// Streams in and out of the table.
#include "control/store/streams_table.hpp"

#include "control/store/migrations.hpp"
#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

class StreamsTableTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    database_.emplace(open());
    ASSERT_TRUE(migrate(*database_));
  }

  static StreamRow row(const std::string& slug) {
    StreamRow out;
    out.slug = slug;
    out.title = "L'été à l'université";
    out.meetingId = "m1";
    out.startsAtMs = 1'795'512'600'250;
    out.language = "fr";
    out.look = {"smart", false, true, false};
    out.wanted = true;
    out.status = {base::StreamState::Waiting, "code", "Detail.", 0};
    return out;
  }

  std::optional<base::postgres::Connection> database_;
};

TEST_F(StreamsTableTest, GivesBackWhatWasPutIn) {
  const auto made = streams_table::insert(*database_, row("demo"));
  ASSERT_TRUE(made) << made.error().what;
  StreamRow expected = row("demo");
  expected.createdAtMs = made->createdAtMs;
  expected.status.sinceUnixMs = made->status.sinceUnixMs;
  EXPECT_EQ(*made, expected);
  EXPECT_GT(made->createdAtMs, 0);
  EXPECT_EQ(streams_table::find(*database_, "demo").value(), *made);
  EXPECT_EQ(streams_table::all(*database_)->size(), 1u);
}

TEST_F(StreamsTableTest, TellsATakenSlug) {
  ASSERT_TRUE(streams_table::insert(*database_, row("demo")));
  EXPECT_TRUE(base::postgres::isDuplicate(streams_table::insert(*database_, row("demo")).error()));
}

TEST_F(StreamsTableTest, ChangesOnlyWhatIsAskedFor) {
  ASSERT_TRUE(streams_table::insert(*database_, row("demo")));
  LookChange change;
  change.isPaused = true;
  change.hasTitle = false;
  const auto changed = streams_table::change(*database_, "demo", change);
  ASSERT_TRUE(changed && *changed);
  EXPECT_EQ((*changed)->look, (base::StreamLook{"smart", true, false, false}));
  EXPECT_EQ(streams_table::find(*database_, "demo").value(), **changed);
  EXPECT_FALSE(streams_table::change(*database_, "none", change).value());
}

TEST_F(StreamsTableTest, HoldsTheRulesItself) {
  StreamRow both = row("both");
  both.joinUrl = "https://b";
  EXPECT_EQ(streams_table::insert(*database_, both).error().code, "23514");
  EXPECT_EQ(streams_table::insert(*database_, row("Bad Slug")).error().code, "23514");
}

TEST_F(StreamsTableTest, RemembersWhatIsWantedAndHowItEnded) {
  ASSERT_TRUE(streams_table::insert(*database_, row("demo")));
  EXPECT_FALSE(streams_table::want(*database_, "demo", false).value()->wanted);
  EXPECT_TRUE(streams_table::want(*database_, "demo", true).value()->wanted);
  EXPECT_EQ(streams_table::want(*database_, "none", true).value(), std::nullopt);
  const base::StreamStatus ended{base::StreamState::Ended, "meeting_ended", "", 1'795'512'600'000};
  ASSERT_TRUE(streams_table::setStatus(*database_, "demo", ended, true));
  const auto after = streams_table::find(*database_, "demo").value();
  EXPECT_EQ(after->status, ended);
  EXPECT_FALSE(after->wanted);
}

TEST_F(StreamsTableTest, RemovesOnce) {
  ASSERT_TRUE(streams_table::insert(*database_, row("demo")));
  EXPECT_TRUE(streams_table::remove(*database_, "demo").value());
  EXPECT_FALSE(streams_table::remove(*database_, "demo").value());
}

}  // namespace
}  // namespace control
