#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "db/value.h"

namespace baryon::db {

/// One connection to the database. One thread at a time. Statements are prepared once and kept.
///
///     auto rows = session.query<std::string, std::int64_t>(
///         "SELECT name, major FROM versions WHERE digest = :digest", digest);
///     for (const auto& [name, major] : *rows) ...
///
/// Placeholders are `:name`, each named once; parameters follow in their order. Columns are read as std::string,
/// std::int64_t, bool or std::optional of one of these. The same SQL has to serve SQLite 3.40 and PostgreSQL 12.
///
/// Errors: conflict (a constraint), unavailable and retryable (locked, disk full, connection lost), corrupt, internal.
class Session {
 public:
  enum class Mode : bool { read_only, read_write };

  /// `url`: `sqlite:PATH`.
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(const std::string& url, Mode mode);

  ~Session();
  Session(Session&&) = delete;
  Session& operator=(Session&&) = delete;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  template <class... Columns, class... Parameters>
  [[nodiscard]] Result<std::vector<std::tuple<Columns...>>> query(std::string_view sql, Parameters&&... parameters) {
    std::array<Value, sizeof...(Parameters)> values{Value(std::forward<Parameters>(parameters))...};
    BARYON_TRY(const auto rows, run(sql, values, sizeof...(Columns)));
    std::vector<std::tuple<Columns...>> out;
    out.reserve(rows.size());
    for (const auto& row : rows) {
      std::tuple<Columns...> typed;
      if (!convert(row, typed, std::index_sequence_for<Columns...>{}))
        return fail(ErrorCode::internal, "a column does not hold what the statement expects: " + std::string(sql));
      out.push_back(std::move(typed));
    }
    return out;
  }

  /// The first row, if any.
  template <class... Columns, class... Parameters>
  [[nodiscard]] Result<std::optional<std::tuple<Columns...>>> query_one(std::string_view sql,
                                                                        Parameters&&... parameters) {
    BARYON_TRY(auto rows, (query<Columns...>(sql, std::forward<Parameters>(parameters)...)));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  /// How many rows were changed.
  template <class... Parameters>
  Result<std::int64_t> execute(std::string_view sql, Parameters&&... parameters) {
    std::array<Value, sizeof...(Parameters)> values{Value(std::forward<Parameters>(parameters))...};
    BARYON_CHECK(run(sql, values, 0));
    return affected_rows_;
  }

  /// Begins a transaction that will write: waits for the lock now rather than failing in the middle.
  Result<void> begin();
  Result<void> commit();
  /// Ends a transaction without effect; harmless where there is none.
  void rollback();

 private:
  struct Connection;
  using Row = std::vector<std::optional<std::string>>;

  explicit Session(std::unique_ptr<Connection> connection);
  Result<std::vector<Row>> run(std::string_view sql, std::span<Value> values, std::size_t columns);

  template <class Tuple, std::size_t... Index>
  static bool convert(const Row& row, Tuple& typed, std::index_sequence<Index...> /*indices*/) {
    return (read(row[Index], std::get<Index>(typed)) && ...);
  }

  static bool read(const std::optional<std::string>& cell, std::string& out) {
    if (cell) out = *cell;
    return cell.has_value();
  }
  static bool read(const std::optional<std::string>& cell, std::int64_t& out) {
    return cell && std::from_chars(cell->data(), cell->data() + cell->size(), out).ec == std::errc{};
  }
  static bool read(const std::optional<std::string>& cell, bool& out) {
    if (cell) out = *cell == "1" || *cell == "t";
    return cell.has_value();
  }
  template <class T>
  static bool read(const std::optional<std::string>& cell, std::optional<T>& out) {
    return !cell || read(cell, out.emplace());
  }

  std::unique_ptr<Connection> connection_;
  std::int64_t affected_rows_ = 0;
};

}  // namespace baryon::db
