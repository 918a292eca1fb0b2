#include "db/session.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "db/database.h"
#include "db/migrations.h"
#include "unit/store/temporary_directory.h"
#include "unit/support/temporary_database.h"

namespace baryon::db {
namespace {

class Sessions : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = Session::open(url(), Session::Mode::read_write);
    ASSERT_TRUE(opened.has_value()) << opened.error().text();
    session_ = *std::move(opened);
    ASSERT_TRUE(session_->execute("CREATE TABLE t (id BIGINT PRIMARY KEY, word TEXT, number BIGINT)").has_value());
  }

  [[nodiscard]] std::string url() const { return place_.url(); }
  Session& session() { return *session_; }

  std::string word(std::int64_t id) {
    return std::get<0>(**session().query_one<std::string>("SELECT word FROM t WHERE id = :id", id));
  }

 private:
  test::TemporaryDatabasePlace place_;
  std::unique_ptr<Session> session_;
};

constexpr auto insert = "INSERT INTO t (id, word, number) VALUES (:id, :word, :number)";

TEST_F(Sessions, ReadsBackNumbersAndTexts) {
  ASSERT_TRUE(session().execute(insert, 1, "it's; \"quoted\" -- text", -5'000'000'000).has_value());
  const auto rows = session().query<std::string, std::int64_t>("SELECT word, number FROM t WHERE id = :id", 1);
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front(), std::tuple(std::string("it's; \"quoted\" -- text"), -5'000'000'000));
}

TEST_F(Sessions, KeepsNothingApartFromEmpty) {
  ASSERT_TRUE(session().execute(insert, 1, std::optional<std::string>(), std::optional<std::int64_t>()).has_value());
  ASSERT_TRUE(session().execute(insert, 2, std::optional<std::string>(""), std::optional<std::int64_t>(0)).has_value());
  const auto rows = session().query<std::optional<std::string>, std::optional<std::int64_t>>(
      "SELECT word, number FROM t ORDER BY id");
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0], std::tuple(std::optional<std::string>(), std::optional<std::int64_t>()));
  EXPECT_EQ((*rows)[1], std::tuple(std::optional<std::string>(""), std::optional<std::int64_t>(0)));
}

TEST_F(Sessions, SaysWhenAColumnHoldsNothingUnexpectedly) {
  ASSERT_TRUE(session().execute(insert, 1, std::optional<std::string>(), 1).has_value());
  EXPECT_EQ(session().query<std::string>("SELECT word FROM t").error().code, ErrorCode::internal);
}

TEST_F(Sessions, KeepsBytesOfAnyKind) {
  if (session().dialect() == Dialect::postgresql) GTEST_SKIP() << "PostgreSQL keeps characters";
  std::string bytes;
  for (int i = 1; i < 256; ++i) bytes += static_cast<char>(i);
  bytes += std::string(200'000, 'x');
  ASSERT_TRUE(session().execute(insert, 1, bytes, 1).has_value());
  EXPECT_EQ(word(1), bytes);
}

TEST_F(Sessions, StoresInPostgresqlWhatItCannotHoldAsReplacementCharacters) {
  if (session().dialect() != Dialect::postgresql) GTEST_SKIP() << "needs PostgreSQL";
  using namespace std::string_literals;
  ASSERT_TRUE(session().execute(insert, 1, "a\0b\xff\xc3\xa9\xe2\x82"s, 1).has_value());
  EXPECT_EQ(word(1),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_F(Sessions, ForgetsAFailureOnceItIsRolledBack) {
  ASSERT_TRUE(session().execute(insert, 1, "a", 1).has_value());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(session().begin().has_value());
    EXPECT_EQ(session().execute(insert, 1, "b", 1).error().code, ErrorCode::conflict);
    session().rollback();
  }
  ASSERT_TRUE(session().begin().has_value());
  ASSERT_TRUE(session().execute(insert, 2, "b", 1).has_value());
  ASSERT_TRUE(session().commit().has_value());
  EXPECT_EQ(word(2), "b");
}

TEST_F(Sessions, WaitForTheTransactionOfAnother) {
  const auto other = *Session::open(url(), Session::Mode::read_write);
  ASSERT_TRUE(session().begin().has_value());
  std::jthread later([&] {
    ASSERT_TRUE(other->begin().has_value());
    ASSERT_TRUE(other->execute("UPDATE t SET number = number + 1").has_value());
    ASSERT_TRUE(other->commit().has_value());
  });
  ASSERT_TRUE(session().execute(insert, 1, "a", 1).has_value());
  ASSERT_TRUE(session().commit().has_value());
  later.join();
  EXPECT_EQ(std::get<0>(**session().query_one<std::int64_t>("SELECT number FROM t")), 2);
}

TEST_F(Sessions, UsesAPreparedStatementAgainWithOtherValues) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(session().execute(insert, i, "w" + std::to_string(i), i).has_value());
  EXPECT_EQ(word(0), "w0");
  EXPECT_EQ(word(2), "w2");
  EXPECT_EQ(*session().query_one<std::string>("SELECT word FROM t WHERE id = :id", 9), std::nullopt);
}

TEST_F(Sessions, CountsChangedRows) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(session().execute(insert, i, "w", i).has_value());
  EXPECT_EQ(session().execute("UPDATE t SET word = :word WHERE id > :id", "v", 0), 2);
  EXPECT_EQ(session().execute("DELETE FROM t WHERE id = :id", 99), 0);
}

TEST_F(Sessions, CallsABrokenConstraintAConflict) {
  ASSERT_TRUE(session().execute(insert, 1, "a", 1).has_value());
  const auto again = session().execute(insert, 1, "b", 1);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_FALSE(again.error().retryable);
  ASSERT_TRUE(session().execute(insert, 2, "c", 1).has_value());  // the statement works on
}

TEST_F(Sessions, UndoesWhatIsRolledBack) {
  ASSERT_TRUE(session().begin().has_value());
  ASSERT_TRUE(session().execute(insert, 1, "a", 1).has_value());
  session().rollback();
  session().rollback();  // harmless without a transaction
  EXPECT_EQ(std::get<0>(**session().query_one<std::int64_t>("SELECT count(*) FROM t")), 0);
}

TEST_F(Sessions, DoesNotLetAReaderWrite) {
  const auto reader = *Session::open(url(), Session::Mode::read_only);
  EXPECT_FALSE(reader->execute(insert, 1, "a", 1).has_value());
  EXPECT_EQ(std::get<0>(**reader->query_one<std::int64_t>("SELECT count(*) FROM t")), 0);
}

TEST(SessionOpen, TakesNoOtherDatabase) {
  EXPECT_EQ(Session::open("mysql://localhost", Session::Mode::read_write).error().code, ErrorCode::configuration);
}

TEST(DatabaseOpen, MakesAPrivateFile) {
  if (test::TemporaryDatabasePlace::is_on_postgresql()) GTEST_SKIP() << "PostgreSQL's files are its own";
  test::TemporaryDatabase database;
  struct stat status{};
  ASSERT_EQ(::stat((database.directory() / "test.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(DatabaseOpen, RefusesWhatIsNoDatabase) {
  const store::TemporaryDirectory directory;
  const auto path = directory.path() / "no.db";
  std::ofstream(path) << std::string(4096, 'x');
  const auto opened = Database::open("sqlite:" + path.string());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_FALSE(opened.error().retryable);
}

TEST(Migrations, AreNumberedWithoutGaps) {
  int expected = 0;
  for (const auto& migration : migrations()) EXPECT_EQ(migration.number, ++expected) << migration.name;
}

TEST(Migrations, DoNothingTheSecondTime) {
  test::TemporaryDatabase database;
  const auto applied = database.number("SELECT count(*) FROM schema_migrations");
  EXPECT_EQ(applied, static_cast<std::int64_t>(migrations().size()));
  const auto session = *Session::open(database.url(), Session::Mode::read_write);
  ASSERT_TRUE(migrate(*session).has_value());
  EXPECT_EQ(database.number("SELECT count(*) FROM schema_migrations"), applied);
}

TEST(Migrations, RefuseASchemaOfANewerProgram) {
  test::TemporaryDatabase database;
  const auto session = *Session::open(database.url(), Session::Mode::read_write);
  ASSERT_TRUE(session->execute("INSERT INTO schema_migrations (number, name, applied_at) VALUES (9999, 'x', 0)"));
  const auto migrated = migrate(*session);
  ASSERT_FALSE(migrated.has_value());
  EXPECT_EQ(migrated.error().code, ErrorCode::configuration);
  EXPECT_TRUE(migrated.error().message.contains("9999"));
  EXPECT_FALSE(migrated.error().hint.empty());
}

TEST(Migrations, LeaveNothingOfAStepThatFails) {
  const test::TemporaryDatabasePlace place;
  const auto session = *Session::open(place.url(), Session::Mode::read_write);
  ASSERT_TRUE(session->execute("CREATE TABLE syncs (stranger TEXT)").has_value());
  EXPECT_FALSE(migrate(*session).has_value());
  const auto tables = session->query_one<std::int64_t>(
      session->dialect() == Dialect::sqlite
          ? "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
          : "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()");
  EXPECT_EQ(std::get<0>(**tables), 1);
}

}  // namespace
}  // namespace baryon::db
