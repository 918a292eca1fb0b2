#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/database.h"
#include "db/migrations.h"
#include "db/timer_lock.h"
#include "unit/support/temporary_database.h"
#include "unit/support/wait_until.h"

namespace baryon::db {
namespace {

constexpr auto my_process = "SELECT pg_backend_pid()";

/// Two nodes on one PostgreSQL database.
class SeveralNodes : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::TemporaryDatabasePlace::is_on_postgresql()) GTEST_SKIP() << "needs PostgreSQL";
    for (auto& node : nodes_) {
      auto opened = Database::open(place_.url());
      ASSERT_TRUE(opened.has_value()) << opened.error().text();
      node = *std::move(opened);
    }
    ASSERT_TRUE(one().writer().write([](Session& session) -> Result<void> {
      BARYON_CHECK(session.execute("CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)"));
      BARYON_CHECK(session.execute("INSERT INTO counters VALUES ('a', 0), ('b', 0)"));
      return {};
    }));
  }

  Database& one() { return *nodes_[0]; }
  Database& other() { return *nodes_[1]; }

  std::int64_t value(const std::string& name) {
    const auto row = one().read([&](Session& session) {
      return session.query_one<std::int64_t>("SELECT value FROM counters WHERE name = :name", name);
    });
    EXPECT_TRUE(row.has_value()) << row.error().text();
    return row && *row ? std::get<0>(**row) : -1;
  }

  static Result<std::int64_t> process_of(Session& session) {
    BARYON_TRY(const auto row, session.query_one<std::int64_t>(my_process));
    return std::get<0>(*row);
  }

  /// Ends a connection from the server's side, and waits until it is gone.
  void end(std::int64_t process) const {
    const auto session = *Session::open(test::postgresql_url(), Session::Mode::read_write);
    ASSERT_TRUE(session->query<bool>("SELECT pg_terminate_backend(:process)", process).has_value());
    EXPECT_TRUE(test::wait_until([&] {
      return session->query<std::int64_t>("SELECT pid FROM pg_stat_activity WHERE pid = :process", process)->empty();
    }));
  }

  test::TemporaryDatabasePlace place_;
  std::array<std::unique_ptr<Database>, 2> nodes_;
};

Result<std::int64_t> add_one(Session& session, const std::string& name) {
  return session.execute("UPDATE counters SET value = value + 1 WHERE name = :name", name);
}

TEST_F(SeveralNodes, WritersAreAloneBetweenTheirStatements) {
  constexpr int each = 50;
  const auto count_up = [&](Database& node) {
    for (int i = 0; i < each; ++i)
      ASSERT_TRUE(node.writer().write([](Session& session) -> Result<void> {
        BARYON_TRY(const auto row, session.query_one<std::int64_t>("SELECT value FROM counters WHERE name = 'a'"));
        BARYON_CHECK(session.execute("UPDATE counters SET value = :value WHERE name = 'a'", std::get<0>(*row) + 1));
        return {};
      }));
  };
  std::jthread beside([&] { count_up(other()); });
  count_up(one());
  beside.join();
  EXPECT_EQ(value("a"), 2 * each);
}

TEST_F(SeveralNodes, WritersBesideOthersRepeatWhatADeadlockHasUndone) {
  std::latch both_hold_one(2);
  const auto change_in_order = [&](Database& node, const std::string& first, const std::string& second) {
    bool is_first_time = true;
    return node.writer_beside_others().write([&](Session& session) -> Result<void> {
      BARYON_CHECK(add_one(session, first));
      if (is_first_time) both_hold_one.arrive_and_wait();
      is_first_time = false;
      BARYON_CHECK(add_one(session, second));
      return {};
    });
  };
  std::jthread beside([&] { EXPECT_TRUE(change_in_order(other(), "b", "a").has_value()); });
  EXPECT_TRUE(change_in_order(one(), "a", "b").has_value());
  beside.join();
  EXPECT_EQ(value("a"), 2);
  EXPECT_EQ(value("b"), 2);
}

TEST_F(SeveralNodes, WriterBeginsAgainOnANewConnectionWhenItsOwnIsLost) {
  int runs = 0;
  const auto done = one().writer().write([&](Session& session) -> Result<void> {
    BARYON_TRY(const auto process, process_of(session));
    BARYON_CHECK(add_one(session, "a"));
    if (++runs == 1) end(process);
    BARYON_CHECK(add_one(session, "b"));
    return {};
  });
  EXPECT_TRUE(done.has_value()) << done.error().text();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(value("a"), 1);
  EXPECT_EQ(value("b"), 1);
}

TEST_F(SeveralNodes, WriterCallsACommitThatWasCutOffUnavailableAndDoesNotRepeatIt) {
  int runs = 0;
  const auto done = one().writer().write([&](Session& session) -> Result<void> {
    ++runs;
    BARYON_TRY(const auto process, process_of(session));
    BARYON_CHECK(add_one(session, "a"));
    end(process);
    return {};
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(done.error().retryable);
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(one().writer().write([](Session& session) { return add_one(session, "a"); }).has_value());
  EXPECT_EQ(value("a"), 1);
}

TEST_F(SeveralNodes, ReadersConnectAgain) {
  const auto process = one().read(process_of);
  ASSERT_TRUE(process.has_value());
  end(*process);
  const auto again = one().read(process_of);
  ASSERT_TRUE(again.has_value()) << again.error().text();
  EXPECT_NE(*again, *process);
}

TEST_F(SeveralNodes, AFailedStatementThatWasSwallowedIsNotTakenForACommit) {
  const auto done = one().writer().write([](Session& session) -> Result<void> {
    BARYON_CHECK(add_one(session, "a"));
    EXPECT_FALSE(session.execute("INSERT INTO counters VALUES ('a', 0)").has_value());
    return {};
  });
  EXPECT_FALSE(done.has_value());
  EXPECT_EQ(value("a"), 0);
}

TEST_F(SeveralNodes, OneHasTheTimersUntilItGoes) {
  auto first = std::make_unique<TimerLock>(one());
  TimerLock second(other());
  EXPECT_TRUE(first->is_ours());
  EXPECT_TRUE(first->is_ours());
  EXPECT_FALSE(second.is_ours());
  first->release();
  EXPECT_TRUE(second.is_ours());
  EXPECT_FALSE(first->is_ours());
  second.release();
  EXPECT_TRUE(first->is_ours());
  first.reset();
  EXPECT_TRUE(test::wait_until([&] { return second.is_ours(); }));
}

TEST_F(SeveralNodes, ANodeWhoseConnectionIsLostHasTheTimersNoMore) {
  TimerLock first(one());
  TimerLock second(other());
  ASSERT_TRUE(first.is_ours());
  const auto holder = one().read([](Session& session) {
    return session.query_one<std::int64_t>(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 1111577172 AND objid::bigint = "
        "(hashtext(current_schema())::bigint & 4294967295)");
  });
  ASSERT_TRUE(holder.has_value() && *holder) << (holder ? "" : holder.error().text());
  end(std::get<0>(**holder));
  EXPECT_TRUE(second.is_ours());
  EXPECT_FALSE(first.is_ours());
}

TEST(SeveralNodesAtFirst, AllOpenAnEmptyDatabaseAtOnce) {
  const test::TemporaryDatabasePlace place;
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> nodes;
    for (int i = 0; i < 4; ++i)
      nodes.emplace_back([&] {
        const auto database = Database::open(place.url());
        EXPECT_TRUE(database.has_value()) << database.error().text();
        opened += database ? 1 : 0;
      });
  }
  EXPECT_EQ(opened, 4);
  const auto session = *Session::open(place.url(), Session::Mode::read_only);
  EXPECT_EQ(std::get<0>(**session->query_one<std::int64_t>("SELECT count(*) FROM schema_migrations")),
            static_cast<std::int64_t>(migrations().size()));
}

TEST(TimersOfSqlite, AreAlwaysOurs) {
  if (test::TemporaryDatabasePlace::is_on_postgresql()) GTEST_SKIP() << "about SQLite";
  test::TemporaryDatabase database;
  TimerLock timers(*database);
  EXPECT_TRUE(timers.is_ours());
  timers.release();
  EXPECT_TRUE(timers.is_ours());
}

TEST(DatabaseThatIsAway, IsUnavailableAndNamesNoPassword) {
  // Nobody listens on port 1.
  const auto opened = Database::open("postgresql://baryon:geheim@127.0.0.1:1/baryon");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(opened.error().retryable);
  EXPECT_FALSE(opened.error().text().contains("geheim"));
  EXPECT_TRUE(opened.error().text().contains("127.0.0.1:1")) << opened.error().text();
}

}  // namespace
}  // namespace baryon::db
