#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/migrations.h"
#include "db/session.h"

namespace baryon::test {

/// The URL of a PostgreSQL server's database that tests may use; empty where there is none
/// (e2e/support/with_postgresql.py).
[[nodiscard]] inline std::string postgresql_url() {
  const char* const url = std::getenv("BARYON_TEST_POSTGRESQL");
  return url == nullptr ? "" : url;
}

/// Schemas of that server, each a database of its own to who works in it. Making all tables takes longer than most
/// tests, so that those that were not changed are emptied and used again. Thread-safe.
class PostgresqlSchemas {
 public:
  static PostgresqlSchemas& all() {
    static PostgresqlSchemas schemas;
    return schemas;
  }

  [[nodiscard]] static std::string url(const std::string& schema) {
    return postgresql_url() + "?options=-csearch_path%3D" + schema;
  }

  /// An empty one.
  std::string make() {
    const std::lock_guard lock(mutex_);
    auto name = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count_);
    execute(session(postgresql_url()).get(), "CREATE SCHEMA " + name);
    return name;
  }

  static void drop(const std::string& name) {
    execute(session(postgresql_url()).get(), "DROP SCHEMA " + name + " CASCADE");
  }

  /// One that may hold all tables already, empty.
  std::string take() {
    {
      const std::lock_guard lock(mutex_);
      if (!kept_.empty()) {
        auto name = std::move(kept_.back());
        kept_.pop_back();
        return name;
      }
    }
    return make();
  }

  void give_back(const std::string& name) {
    const auto opened = session(url(name));
    if (!opened || !is_as_migrated(*opened)) return drop(name);
    execute(opened.get(), "SET session_replication_role = replica");  // not to mind foreign keys
    for (const auto& table : tables(*opened)) execute(opened.get(), "DELETE FROM " + table);
    const std::lock_guard lock(mutex_);
    kept_.push_back(name);
  }

 private:
  static std::unique_ptr<db::Session> session(const std::string& url) {
    auto opened = db::Session::open(url, db::Session::Mode::read_write);
    EXPECT_TRUE(opened.has_value()) << opened.error().text();
    return opened ? *std::move(opened) : nullptr;
  }

  static void execute(db::Session* session, const std::string& sql) {
    if (session == nullptr) return;
    const auto done = session->execute(sql);
    EXPECT_TRUE(done.has_value()) << done.error().text();
  }

  static std::vector<std::string> tables(db::Session& session) {
    std::vector<std::string> names;
    const auto rows = session.query<std::string>(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE "
        "TABLE' AND table_name <> 'schema_migrations' ORDER BY table_name");
    if (rows)
      for (const auto& [name] : *rows) names.push_back(name);
    return names;
  }

  bool is_as_migrated(db::Session& session) {
    const auto row =
        session.query_one<std::int64_t, std::int64_t>("SELECT count(*), max(number) FROM schema_migrations");
    const auto newest = static_cast<std::int64_t>(db::migrations().size());
    if (!row || !*row || std::get<0>(**row) != newest || std::get<1>(**row) != newest) return false;
    return tables(session) == expected_tables();
  }

  const std::vector<std::string>& expected_tables() {
    static const auto expected = [this] {
      const auto schema = make();
      const auto fresh = session(url(schema));
      EXPECT_TRUE(fresh && db::migrate(*fresh).has_value());
      return fresh ? tables(*fresh) : std::vector<std::string>();
    }();
    return expected;
  }

  std::mutex mutex_;
  int count_ = 0;
  std::vector<std::string> kept_;
};

}  // namespace baryon::test
