#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
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
#include "db/url.h"
#include "db/value.h"

namespace baryon::db {

class Backend;

/// Why a statement failed, where it was not the statement's own fault.
enum class Trouble : std::uint8_t {
  none,
  collision,  ///< another transaction was in the way; the same again may do
  lost,       ///< the connection; the session is of no more use
};

/// Which other writers a transaction waits for.
enum class Turn : std::uint8_t {
  alone,          ///< all of them, for seconds: nobody else writes until it ends, as SQLite has it anyway
  alone_at_last,  ///< all of them, however long it takes
  beside_others,  ///< none: its statements have to be safe beside others (PostgreSQL)
};

/// One connection to the database. One thread at a time. Statements are prepared once and kept.
///
///     auto rows = session.query<std::string, std::int64_t>(
///         "SELECT name, major FROM versions WHERE digest = :digest", digest);
///     for (const auto& [name, major] : *rows) ...
///
/// Placeholders are `:name`, each named once; parameters follow in their order. Columns are read as std::string,
/// std::int64_t, bool or std::optional of one of these. The same SQL has to serve SQLite 3.40 and PostgreSQL 12. What
/// PostgreSQL cannot hold in a text (U+0000, bytes that are no UTF-8) becomes U+FFFD there.
///
/// Errors: conflict (a constraint), unavailable and retryable (locked, disk full, connection lost), corrupt, internal.
class Session {
 public:
  enum class Mode : bool { read_only, read_write };

  [[nodiscard]] static Result<std::unique_ptr<Session>> open(const Url& url, Mode mode);
  [[nodiscard]] static Result<std::unique_ptr<Session>> open(std::string_view url, Mode mode);

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

  /// A row of a statement whose columns are known at run time only: each as text.
  using Row = std::vector<std::optional<std::string>>;

  /// Row after row, so that not all have to be held. An error of `take` ends it.
  Result<void> for_each(std::string_view sql, std::size_t columns, const std::function<Result<void>(Row)>& take);

  /// Like `execute`, for parameters whose number is known at run time only.
  Result<std::int64_t> execute_with(std::string_view sql, std::vector<Value> values);

  /// Begins a transaction that will write: waits for the lock now rather than failing in the middle. Each statement of
  /// it sees what was committed before that statement.
  Result<void> begin(Turn turn = Turn::alone);
  /// Where the connection is lost meanwhile, nobody knows whether it was done: it is reported as failed.
  Result<void> commit();
  /// Ends a transaction without effect; harmless where there is none.
  void rollback();

  [[nodiscard]] Dialect dialect() const;

  /// Of the last failure since `begin`.
  [[nodiscard]] Trouble trouble() const { return trouble_; }
  [[nodiscard]] bool is_lost() const { return trouble_ == Trouble::lost; }

 private:
  struct Connection;

  explicit Session(std::unique_ptr<Connection> connection);
  template <class Function>
  Result<void> guarded(Function function);
  Result<std::vector<Row>> run(std::string_view sql, std::span<Value> values, std::size_t columns);
  Result<void> run(std::string_view sql, std::span<Value> values, std::size_t columns,
                   const std::function<Result<void>(Row)>& take);

  template <class Tuple, std::size_t... index>
  static bool convert(const Row& row, Tuple& typed, std::index_sequence<index...> /*indices*/) {
    return (read(row[index], std::get<index>(typed)) && ...);
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
  Trouble trouble_ = Trouble::none;
  bool is_in_transaction_ = false;
  std::int64_t affected_rows_ = 0;
};

}  // namespace baryon::db
