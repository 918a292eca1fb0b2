#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace baryon::db {

/// What kind of database it is. Statements serve both; few places have to tell them apart.
enum class Dialect : std::uint8_t { sqlite, postgresql };

/// Where a database is: `sqlite:PATH`, or `postgresql://[USER[:PASSWORD]@][HOST][:PORT][/DATABASE][?OPTION=VALUE&...]`
/// as libpq reads it, with its options such as `sslmode` and its environment such as `PGPASSFILE`. The password does
/// not show. Source: PostgreSQL documentation, "Connection Strings".
class Url {
 public:
  /// Error: configuration; its message never holds the text, which may be a password in the wrong place.
  [[nodiscard]] static Result<Url> parse(std::string_view text);

  [[nodiscard]] static Url sqlite(const std::filesystem::path& path);

  [[nodiscard]] Dialect dialect() const { return dialect_; }

  /// Of an SQLite database; empty otherwise.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// As it was written.
  [[nodiscard]] const Secret& text() const { return text_; }

  /// For people: as it was written, but with `***` for the password.
  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  Url() = default;

  Dialect dialect_ = Dialect::sqlite;
  std::filesystem::path path_;
  Secret text_;
  std::string shown_;
};

}  // namespace baryon::db
