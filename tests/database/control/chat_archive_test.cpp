// SPDX-License-Identifier: Apache-2.0
// Chat lines reach the table, once and in order, also when the database comes later.
#include "control/chat_archive.hpp"

#include "control/store/migrations.hpp"
#include "control/store/streams_table.hpp"
#include "tests/database/control/cluster.hpp"

namespace control {
namespace {

class ChatArchiveTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    database_.emplace(open());
    ASSERT_TRUE(migrate(*database_));
    StreamRow row;
    row.slug = "demo";
    row.title = "Demo";
    row.meetingId = "m1";
    row.language = "fr";
    ASSERT_TRUE(streams_table::insert(*database_, row));
  }

  static StoredLine line(const std::string& id, int64_t atMs = 1'795'512'600'000) {
    return {"demo", id, "Zo\xC3\xA9", "listener", "page", "Bonjour '; drop table streams", atMs};
  }

  std::vector<StoredLine> stored(int count = 100) {
    auto lines = chat_table::recent(*database_, "demo", count);
    EXPECT_TRUE(lines);
    return std::move(*lines);
  }

  std::optional<base::postgres::Connection> database_;
};

TEST_F(ChatArchiveTest, WritesWhatItHoldsBeforeItEnds) {
  {
    ChatArchive archive({.database = {.url = url_}});
    archive.add(line("a"));
    archive.add(line("b"));
  }
  EXPECT_EQ(stored(), (std::vector<StoredLine>{line("a"), line("b")}));
}

TEST_F(ChatArchiveTest, KeepsALineOnceAndNoneOfAStreamThatIsGone) {
  {
    ChatArchive archive({.database = {.url = url_}});
    archive.add(line("a"));
    archive.add(line("a"));
    StoredLine stranger = line("c");
    stranger.slug = "gone";
    archive.add(stranger);
  }
  EXPECT_EQ(stored().size(), 1u);
}

TEST_F(ChatArchiveTest, GivesTheLastLinesOldestFirst) {
  {
    ChatArchive archive({.database = {.url = url_}});
    for (int i = 0; i < 5; ++i) archive.add(line("l" + std::to_string(i), 1000 * (5 - i)));
  }
  const auto lines = stored(2);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].id, "l1");
  EXPECT_EQ(lines[1].id, "l0");
}

TEST_F(ChatArchiveTest, DropsALineTheDatabaseWillNeverTake) {
  {
    ChatArchive archive({.database = {.url = url_}});
    StoredLine broken = line("x");
    broken.text = "\xff not UTF-8";
    archive.add(broken);
    archive.add(line("a"));
  }
  EXPECT_EQ(stored(), std::vector<StoredLine>{line("a")});
}

TEST_F(ChatArchiveTest, HoldsLinesUpToItsBoundWhileTheDatabaseIsAway) {
  ChatArchive archive({.database = {.url = "host=/nowhere port=5432 user=x dbname=x"},
                       .maxQueued = 2,
                       .retryEvery = base::Millis(1)});
  for (int i = 0; i < 10; ++i) archive.add(line(std::to_string(i)));
  const auto deadline = base::steadyNow() + base::Millis(5000);
  while (archive.counters().dropped < 8 && base::steadyNow() < deadline) std::this_thread::yield();
  EXPECT_EQ(archive.counters().dropped, 8u);
  EXPECT_EQ(archive.counters().stored, 0u);
}

TEST_F(ChatArchiveTest, WritesLaterWhatItCouldNotWriteAtOnce) {
  ChatArchive archive({.database = {.url = url_}, .retryEvery = base::Millis(10)});
  archive.add(line("a"));
  const auto deadline = base::steadyNow() + base::Millis(10000);
  while (archive.counters().stored < 1 && base::steadyNow() < deadline) std::this_thread::yield();
  // Every session of this database is cut, as by a restart of the server.
  ASSERT_TRUE(
      database_->run("select pg_terminate_backend(pid) from pg_stat_activity"
                     " where datname = current_database() and pid <> pg_backend_pid()"));
  archive.add(line("b"));
  while (archive.counters().stored < 2 && base::steadyNow() < deadline) std::this_thread::yield();
  EXPECT_EQ(stored().size(), 2u);
}

}  // namespace
}  // namespace control
