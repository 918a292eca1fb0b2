#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "db/database.h"
#include "unit/store/temporary_directory.h"
#include "unit/support/postgresql_schemas.h"

namespace baryon::test {

/// A place for a database, gone at the end: a file in a directory of its own or, beside a PostgreSQL server, a schema.
class TemporaryDatabasePlace {
 public:
  enum class Content : bool { nothing, perhaps_tables };

  explicit TemporaryDatabasePlace(Content content = Content::nothing) : content_(content) {
    if (!is_on_postgresql()) return;
    auto& schemas = PostgresqlSchemas::all();
    schema_ = content_ == Content::nothing ? schemas.make() : schemas.take();
  }
  ~TemporaryDatabasePlace() {
    if (!is_on_postgresql()) return;
    if (content_ == Content::nothing)
      PostgresqlSchemas::drop(schema_);
    else
      PostgresqlSchemas::all().give_back(schema_);
  }
  TemporaryDatabasePlace(const TemporaryDatabasePlace&) = delete;
  TemporaryDatabasePlace& operator=(const TemporaryDatabasePlace&) = delete;

  [[nodiscard]] static bool is_on_postgresql() { return !postgresql_url().empty(); }

  [[nodiscard]] std::string url() const {
    return is_on_postgresql() ? PostgresqlSchemas::url(schema_) : "sqlite:" + (directory_.path() / "test.db").string();
  }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

 private:
  Content content_;
  store::TemporaryDirectory directory_;
  std::string schema_;
};

/// A new database with the whole schema, gone at the end.
class TemporaryDatabase {
 public:
  TemporaryDatabase() {
    auto opened = db::Database::open(url());
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().text());
    if (opened) database_ = *std::move(opened);
  }

  [[nodiscard]] std::string url() const { return place_.url(); }
  [[nodiscard]] const std::filesystem::path& directory() const { return place_.directory(); }

  [[nodiscard]] db::Database& operator*() { return *database_; }
  [[nodiscard]] db::Database* operator->() { return database_.get(); }

  /// The first column of the first row, -1 where there is none.
  [[nodiscard]] std::int64_t number(std::string_view sql) {
    const auto row = database_->read([&](db::Session& session) { return session.query_one<std::int64_t>(sql); });
    EXPECT_TRUE(row.has_value()) << (row ? "" : row.error().text());
    return row && *row ? std::get<0>(**row) : -1;
  }

  [[nodiscard]] std::string text(std::string_view sql) {
    const auto row = database_->read([&](db::Session& session) { return session.query_one<std::string>(sql); });
    EXPECT_TRUE(row.has_value()) << (row ? "" : row.error().text());
    return row && *row ? std::get<0>(**row) : "";
  }

 private:
  TemporaryDatabasePlace place_{TemporaryDatabasePlace::Content::perhaps_tables};
  std::unique_ptr<db::Database> database_;
};

}  // namespace baryon::test
