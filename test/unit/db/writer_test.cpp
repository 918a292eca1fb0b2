#include "db/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "unit/support/temporary_database.h"
#include "unit/support/wait_until.h"

namespace baryon::db {
namespace {

constexpr auto insert = "INSERT INTO words (word) VALUES (:word)";

class Writers : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(writer().write([](Session& session) {
      return session.execute(session.dialect() == Dialect::postgresql
                                 ? "CREATE TABLE words (position BIGSERIAL PRIMARY KEY, word TEXT UNIQUE)"
                                 : "CREATE TABLE words (position INTEGER PRIMARY KEY, word TEXT UNIQUE)");
    }));
  }

  Writer& writer() { return database_->writer(); }

  // The writer is busy until the latch is open, so that what is submitted meanwhile goes into one group.
  void hold(std::latch& open) {
    std::promise<void> begun;
    auto has_begun = begun.get_future();
    writer().submit(
        [&open, &begun](Session&) -> Result<void> {
          begun.set_value();
          open.wait();
          return {};
        },
        [](const Result<void>&) {});
    has_begun.wait();
  }

  static Writer::Work add(std::string word) {
    return [word = std::move(word)](Session& session) -> Result<void> {
      BARYON_CHECK(session.execute(insert, word));
      return {};
    };
  }

  std::int64_t count() { return database_.number("SELECT count(*) FROM words"); }

  test::TemporaryDatabase database_;
};

TEST_F(Writers, StoresBeforeItSaysSo) {
  const auto other = *Session::open(database_.url(), Session::Mode::read_only);
  for (int i = 0; i < 50; ++i) {
    std::promise<std::int64_t> seen;
    writer().submit(add("w" + std::to_string(i)), [&](const Result<void>& stored) {
      EXPECT_TRUE(stored.has_value());
      seen.set_value(std::get<0>(**other->query_one<std::int64_t>("SELECT count(*) FROM words")));
    });
    EXPECT_EQ(seen.get_future().get(), i + 1);
  }
}

TEST_F(Writers, CommitsWhatWaitsAsOneGroup) {
  constexpr int pieces = static_cast<int>(Writer::max_group) + 88;
  std::string order;  // only the writer's thread touches it
  std::latch open(1);
  std::latch all(pieces);
  hold(open);
  for (int i = 0; i < pieces; ++i)
    writer().submit(
        [&order](Session&) -> Result<void> {
          order += 'w';
          return {};
        },
        [&](const Result<void>&) {
          order += 'd';
          all.count_down();
        });
  open.count_down();
  all.wait();
  EXPECT_EQ(order, std::string(Writer::max_group, 'w') + std::string(Writer::max_group, 'd') + std::string(88, 'w') +
                       std::string(88, 'd'));
}

TEST_F(Writers, KeepsTheOrderInWhichPiecesCame) {
  std::latch open(1);
  hold(open);
  for (int i = 0; i < 100; ++i) writer().submit(add(std::to_string(i)), [](const Result<void>&) {});
  open.count_down();
  ASSERT_TRUE(writer().write([](Session&) -> Result<void> { return {}; }).has_value());
  const auto words = database_->read(
      [](Session& session) { return session.query<std::string>("SELECT word FROM words ORDER BY position"); });
  ASSERT_EQ(words->size(), 100U);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(std::get<0>((*words)[i]), std::to_string(i));
}

TEST_F(Writers, LetsOnlyTheFailingPieceOfAGroupFail) {
  std::latch open(1);
  std::latch all(5);
  std::mutex mutex;
  std::vector<std::string> outcomes(5);
  const auto note = [&](std::size_t i) {
    return [&, i](const Result<void>& result) {
      {
        const std::lock_guard lock(mutex);
        outcomes[i] = result ? "stored" : to_string(result.error().code);
      }
      all.count_down();
    };
  };
  hold(open);
  writer().submit(add("first"), note(0));
  writer().submit(
      [](Session& session) -> Result<void> {
        BARYON_CHECK(session.execute(insert, "half"));
        return fail(ErrorCode::invalid, "changed my mind");
      },
      note(1));
  writer().submit(add("second"), note(2));
  writer().submit(add("first"), note(3));
  writer().submit(add("third"), note(4));
  open.count_down();
  all.wait();
  EXPECT_EQ(outcomes, (std::vector<std::string>{"stored", "invalid", "stored", "conflict", "stored"}));
  EXPECT_EQ(count(), 3);
  EXPECT_EQ(database_.number("SELECT count(*) FROM words WHERE word = 'half'"), 0);
}

TEST_F(Writers, ShowsAPieceWhatCameBeforeItInItsGroup) {
  std::latch open(1);
  hold(open);
  writer().submit(add("before"), [](const Result<void>&) {});
  std::jthread opener([&open] { open.count_down(); });
  const auto seen =
      writer().write([](Session& session) { return session.query_one<std::int64_t>("SELECT count(*) FROM words"); });
  EXPECT_EQ(std::get<0>(**seen), 1);
}

TEST_F(Writers, GivesBackWhatThePieceFound) {
  const auto id = writer().write([](Session& session) -> Result<std::string> {
    BARYON_CHECK(session.execute(insert, "x"));
    return std::string("made");
  });
  EXPECT_EQ(id, "made");
  const auto failed = writer().write(
      [](Session&) -> Result<std::string> { return fail(ErrorCode::not_found, "nothing", "look elsewhere"); });
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::not_found);
  EXPECT_EQ(failed.error().hint, "look elsewhere");
}

TEST_F(Writers, RefusesMoreThanMayWait) {
  std::latch open(1);
  std::atomic<std::size_t> stored = 0;
  hold(open);
  for (std::size_t i = 0; i < Writer::max_waiting; ++i)
    writer().submit([](Session&) -> Result<void> { return {}; },
                    [&](const Result<void>& result) { stored += result ? 1 : 0; });
  std::optional<Error> refused;
  writer().submit([](Session&) -> Result<void> { return {}; },
                  [&](const Result<void>& result) { refused = result.error(); });
  ASSERT_TRUE(refused.has_value());  // at once, while the writer is held
  EXPECT_EQ(refused->code, ErrorCode::unavailable);
  EXPECT_TRUE(refused->retryable);
  open.count_down();
  EXPECT_TRUE(test::wait_until([&] { return stored == Writer::max_waiting; }));
}

TEST_F(Writers, StoresWhatWaitsBeforeItGoes) {
  std::atomic<int> stored = 0;
  {
    Writer another(*Session::open(database_.url(), Session::Mode::read_write));
    for (int i = 0; i < 100; ++i)
      another.submit(add(std::to_string(i)), [&](const Result<void>& result) { stored += result ? 1 : 0; });
  }
  EXPECT_EQ(stored, 100);
  EXPECT_EQ(count(), 100);
}

TEST_F(Writers, TakesPiecesFromManyThreads) {
  constexpr int threads = 8;
  constexpr int each = 100;
  {
    std::vector<std::jthread> callers;
    for (int t = 0; t < threads; ++t)
      callers.emplace_back([this, t] {
        for (int i = 0; i < each; ++i) {
          const auto word = std::to_string(t) + "-" + std::to_string(i % (each / 2));  // every word comes twice
          const auto stored = writer().write([&](Session& session) { return session.execute(insert, word); });
          EXPECT_EQ(stored.has_value(), i < each / 2) << word;
          EXPECT_TRUE(
              database_->read([](Session& session) { return session.query<std::string>("SELECT word FROM words"); })
                  .has_value());
        }
      });
  }
  EXPECT_EQ(count(), threads * each / 2);
}

}  // namespace
}  // namespace baryon::db
