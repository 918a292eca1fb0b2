#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "registry/embedded_library.h"
#include "registry/embedded_registry.h"
#include "registry/rows.h"
#include "unit/registry/library_suite.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::registry {
namespace {

/// The statements that SQLite was given while it lived, on connections opened meanwhile.
class StatementLog {
 public:
  StatementLog() {
    current_ = this;
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch));
  }
  ~StatementLog() {
    sqlite3_reset_auto_extension();
    current_ = nullptr;
  }
  StatementLog(StatementLog&&) = delete;
  StatementLog& operator=(StatementLog&&) = delete;
  StatementLog(const StatementLog&) = delete;
  StatementLog& operator=(const StatementLog&) = delete;

  void clear() {
    const std::lock_guard lock(mutex_);
    statements_.clear();
  }
  std::set<std::string> statements() {
    const std::lock_guard lock(mutex_);
    return statements_;
  }

 private:
  static int watch(sqlite3* connection, char** /*error*/, const sqlite3_api_routines* /*api*/) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, &note, nullptr);
  }
  static int note(unsigned /*event*/, void* /*context*/, void* statement, void* /*expanded*/) {
    const auto* const sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    if (current_ == nullptr || sql == nullptr) return 0;
    const std::lock_guard lock(current_->mutex_);
    current_->statements_.insert(sql);
    return 0;
  }

  static inline StatementLog* current_ = nullptr;
  std::mutex mutex_;
  std::set<std::string> statements_;
};

/// The lines of a statement's plan.
class Planner {
 public:
  explicit Planner(const std::string& file) {
    sqlite3* connection = nullptr;
    EXPECT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    connection_.reset(connection);
  }

  std::vector<std::string> plan(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(connection_.get(), ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr),
              SQLITE_OK)
        << sql;
    constexpr int detail = 3;
    std::vector<std::string> lines;
    while (sqlite3_step(statement) == SQLITE_ROW)
      lines.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, detail)));
    sqlite3_finalize(statement);
    return lines;
  }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close(connection); }
  };
  std::unique_ptr<sqlite3, Close> connection_;
};

bool is_plannable(std::string_view sql) {
  static constexpr std::array<std::string_view, 4> verbs{"SELECT", "INSERT", "UPDATE", "DELETE"};
  return std::ranges::any_of(verbs, [&](std::string_view verb) { return sql.starts_with(verb); });
}

// What waits to be registered is all that this index holds.
bool is_slow(std::string_view line) {
  return (line.starts_with("SCAN") && !line.contains("versions_in_progress") && !line.contains("CONSTANT ROW")) ||
         line.contains("TEMP B-TREE");
}

void use_everything(Library& library) {
  const NewVersion wanted{
      .template_key = vpc, .source = {.bucket = "b", .key = "k"}, .client_token = "token", .tags = {{"a", "b"}}};
  const VersionNumber first{.major = 1, .minor = 0};
  ASSERT_TRUE(library.create_template({.key = vpc, .tags = {{"a", "b"}}}).has_value());
  ASSERT_TRUE(library.create_template({.key = vpc, .tags = {{"a", "b"}}}).has_value());
  ASSERT_TRUE(library.update_template(vpc, {.description = "x"}).has_value());
  ASSERT_TRUE(library.template_of(vpc).has_value());
  ASSERT_TRUE(library.list_templates(vpc.kind, "a", 100).has_value());
  ASSERT_TRUE(library.counts().has_value());
  ASSERT_TRUE(library.begin_version(wanted).has_value());
  ASSERT_TRUE(library.begin_version(wanted).has_value());
  ASSERT_TRUE(library.begin_version({.template_key = vpc, .major = 1, .source = wanted.source}).has_value());
  const auto pending = library.pending_versions(100).value();
  ASSERT_EQ(pending.size(), 2U);
  ASSERT_TRUE(library.finish_version(pending[0], bundle_of(vpc, "x"), "key").has_value());
  ASSERT_TRUE(library.fail_version(pending[1], "no").has_value());
  ASSERT_TRUE(library.version_of(vpc, first).has_value());
  ASSERT_TRUE(library.list_versions(vpc, {}, first, 100).has_value());
  ASSERT_TRUE(library.list_versions(vpc, 1, first, 100).has_value());
  ASSERT_TRUE(library.update_version(vpc, first, {.publishes = true}).has_value());
  const ResourceKey resource{.template_key = vpc, .version = first};
  ASSERT_TRUE(library.tag(resource, {{"c", "d"}}).has_value());
  ASSERT_TRUE(library.list_tags(resource, "", 100).has_value());
  ASSERT_TRUE(library.untag(resource, {"c"}).has_value());
  ASSERT_FALSE(library.delete_version(vpc, first).has_value());
  ASSERT_TRUE(library.delete_version(vpc, pending[1].number).has_value());
  ASSERT_TRUE(library.delete_version(vpc, first).has_value());
  ASSERT_TRUE(library.delete_template(vpc).has_value());
}

void push_and_look(Registry& registry) {
  Submission submission{.owner = {.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"},
                        .bundle = bundle_of(vpc, "a"),
                        .bundle_key = {},
                        .description = {},
                        .ref = {},
                        .commit = std::string(40, '1')};
  for (const auto* const digest : {"a", "b", "b"}) {
    submission.bundle.digest = digest;
    ASSERT_TRUE(registry.submit(submission).has_value());
  }
  submission.bundle.major = 2;
  ASSERT_TRUE(registry.submit(submission).has_value());
  ASSERT_TRUE(registry.find_template("vpc").has_value());
  ASSERT_TRUE(registry.versions("vpc").has_value());
  ASSERT_TRUE(registry.find_version("vpc", std::nullopt).has_value());
  ASSERT_TRUE(registry.find_version("vpc", VersionNumber{.major = 1, .minor = 0}).has_value());
}

TEST(QueryPlans, SearchByAnIndexAndSortNothing) {
  const test::TemporaryDatabase configured;  // SQLite is configured when the first database is opened, not after
  StatementLog log;
  test::TemporaryDatabase database;
  log.clear();  // the migrations
  const test::ManualClock clock;
  EmbeddedLibrary library(*database, clock, {});
  EmbeddedRegistry registry(*database, clock, {});
  use_everything(library);
  push_and_look(registry);

  Planner planner((database.directory() / "test.db").string());
  int planned = 0;
  for (const auto& sql : log.statements()) {
    if (!is_plannable(sql)) continue;
    ++planned;
    for (const auto& line : planner.plan(sql)) EXPECT_FALSE(is_slow(line)) << line << "\n  in " << sql;
  }
  EXPECT_GT(planned, 40);
}

TEST(QueryPlans, FindRecommendedVersionsByTheirOwnIndex) {
  const test::TemporaryDatabase database;
  Planner planner((database.directory() / "test.db").string());
  const auto uses_index = [&](const std::string& sql) {
    const auto plan = planner.plan(sql);
    return std::ranges::any_of(plan, [](const std::string& line) { return line.contains("versions_published"); });
  };
  EXPECT_TRUE(uses_index(rows::select_templates("WHERE t.name = 'x'")));
  EXPECT_TRUE(uses_index(rows::select_versions(rows::Schema::left_out, "WHERE v.name = 'x'")));
}

}  // namespace
}  // namespace baryon::registry
