#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "db/database.h"
#include "db/migrations.h"
#include "unit/store/temporary_directory.h"

namespace baryon::test {

/// A database as an older program left it.
class OlderDatabase {
 public:
  explicit OlderDatabase(int schema) {
    sqlite3* connection = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &connection), SQLITE_OK);
    connection_.reset(connection);
    run("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
    for (const auto& migration : db::migrations()) {
      if (migration.number > schema) break;
      run(migration.sql);
      run("INSERT INTO schema_migrations VALUES (" + std::to_string(migration.number) + ", 'x', 0)");
    }
  }

  void run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
  }

  /// Brought up to date.
  std::unique_ptr<db::Database> open() {
    connection_.reset();
    auto opened = db::Database::open("sqlite:" + path());
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().text());
    return opened ? *std::move(opened) : nullptr;
  }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close(connection); }
  };

  [[nodiscard]] std::string path() const { return (directory_.path() / "old.db").string(); }

  store::TemporaryDirectory directory_;
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace baryon::test
