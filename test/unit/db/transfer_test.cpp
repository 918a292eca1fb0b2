#include "db/transfer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "db/database.h"
#include "unit/store/temporary_directory.h"
#include "unit/support/temporary_database.h"

namespace baryon::db {
namespace {

constexpr int deliveries = 101;

Result<void> fill(Session& session) {
  for (int i = 0; i < deliveries; ++i) {
    const auto id = "delivery-" + std::to_string(i);
    BARYON_CHECK(session.execute(
        "INSERT INTO deliveries (id, received_at, forge, event, request_id, remote, repository_id, project, slug, "
        "status, reason, body) VALUES (:id, :at, 'bitbucket', 'repo:refs_changed', '', '', 7, 'PLAT', 'infra', "
        "'accepted', 'Größe \"groß\"; it''s', :body)",
        id, 1'700'000'000'000 + i, std::string(static_cast<std::size_t>(i) * 1000, 'x')));
    BARYON_CHECK(session.execute(
        "INSERT INTO ref_changes (delivery_id, position, ref, type, from_commit, to_commit, decision, reason, sync_id) "
        "VALUES (:id, 0, 'refs/heads/main', 'UPDATE', 'a', 'b', 'queued', '', '')",
        id));
  }
  BARYON_CHECK(session.execute(
      "INSERT INTO templates (kind, name, display_name, description, forge, repository_id, project, slug, created_at, "
      "last_modified_at) VALUES ('service', 'web', '', '', 'bitbucket', 7, 'PLAT', 'infra', 1, -1)"));
  BARYON_CHECK(session.execute(
      "INSERT INTO versions (kind, name, major, minor, status, status_message, description, digest, schema_text, "
      "compatible_environments, supported_component_sources, bundle_key, project, slug, ref, commit_id, directory, "
      "created_at, last_modified_at, outputs) VALUES ('service', 'web', 1, 0, 'DRAFT', '', '', 'd', '', '[]', '[]', "
      "'k', '', '', '', '', '', 1, 1, NULL)"));
  return {};
}

std::vector<std::tuple<std::string, std::int64_t, std::string, std::string>> rows_of(Session& session) {
  return session
      .query<std::string, std::int64_t, std::string, std::string>(
          "SELECT id, received_at, reason, body FROM deliveries ORDER BY id")
      .value();
}

/// Between a file and a schema of a PostgreSQL server.
class Transfers : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::TemporaryDatabasePlace::is_on_postgresql()) GTEST_SKIP() << "needs PostgreSQL";
    there_ = open(place_.url());
    here_ = open("sqlite:" + (directory_.path() / "here.db").string());
    back_ = open("sqlite:" + (directory_.path() / "back.db").string());
  }

  static std::unique_ptr<Session> open(const std::string& url) {
    const auto database = Database::open(url);
    EXPECT_TRUE(database.has_value()) << database.error().text();
    return Session::open(url, Session::Mode::read_write).value();
  }

  static Result<std::vector<TransferredTable>> move(Session& from, Session& to) {
    BARYON_CHECK(from.begin());
    BARYON_CHECK(to.begin());
    auto done = transfer(from, to, [](const std::string&) {});
    from.rollback();
    if (done)
      BARYON_CHECK(to.commit());
    else
      to.rollback();
    return done;
  }

  static std::int64_t count_of(const std::vector<TransferredTable>& tables, const std::string& name) {
    const auto found = std::ranges::find(tables, name, &TransferredTable::name);
    return found == tables.end() ? -1 : found->rows;
  }

  test::TemporaryDatabasePlace place_;
  store::TemporaryDirectory directory_;
  std::unique_ptr<Session> here_;
  std::unique_ptr<Session> there_;
  std::unique_ptr<Session> back_;
};

TEST_F(Transfers, BringEverythingThereAndBack) {
  ASSERT_TRUE(fill(*here_).has_value());
  const auto there = move(*here_, *there_);
  ASSERT_TRUE(there.has_value()) << there.error().text();
  EXPECT_EQ(count_of(*there, "deliveries"), deliveries);
  EXPECT_EQ(count_of(*there, "ref_changes"), deliveries);
  EXPECT_EQ(count_of(*there, "tags"), 0);
  EXPECT_EQ(rows_of(*there_), rows_of(*here_));
  const auto back = move(*there_, *back_);
  ASSERT_TRUE(back.has_value()) << back.error().text();
  EXPECT_EQ(rows_of(*back_), rows_of(*here_));
  const auto version = back_->query_one<std::int64_t, std::optional<std::string>>(
      "SELECT major, outputs FROM versions WHERE name = 'web' AND typeof(major) = 'integer'");
  ASSERT_TRUE(version.has_value() && *version);
  EXPECT_EQ(**version, std::tuple(std::int64_t{1}, std::optional<std::string>()));
}

TEST_F(Transfers, TakeEveryTableAlong) {
  const auto done = move(*here_, *there_).value();
  const auto tables = there_->query_one<std::int64_t>(
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE "
      "TABLE' AND table_name <> 'schema_migrations'");
  EXPECT_EQ(static_cast<std::int64_t>(done.size()), std::get<0>(**tables));
}

TEST_F(Transfers, RefuseATargetThatHoldsSomething) {
  ASSERT_TRUE(fill(*here_).has_value());
  ASSERT_TRUE(move(*here_, *there_).has_value());
  const auto again = move(*here_, *there_);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, ErrorCode::conflict);
  EXPECT_EQ(rows_of(*there_).size(), static_cast<std::size_t>(deliveries));
}

}  // namespace
}  // namespace baryon::db
