#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "db/database.h"
#include "unit/store/temporary_directory.h"

namespace baryon::test {

/// A new database with the whole schema in a directory of its own, gone at the end.
class TemporaryDatabase {
 public:
  TemporaryDatabase() {
    auto opened = db::Database::open(url());
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().text());
    if (opened) database_ = *std::move(opened);
  }

  [[nodiscard]] std::string url() const { return "sqlite:" + (directory_.path() / "test.db").string(); }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }

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
  store::TemporaryDirectory directory_;
  std::unique_ptr<db::Database> database_;
};

}  // namespace baryon::test
