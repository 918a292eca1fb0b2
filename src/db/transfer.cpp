#include "db/transfer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace baryon::db {
namespace {

// SQLite tells of its own tables; PostgreSQL has the same, because the migrations are the same.
constexpr std::string_view select_tables =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migrations' "
    "ORDER BY name";
constexpr std::string_view select_columns = "SELECT name FROM pragma_table_info(:table) ORDER BY cid";
constexpr std::string_view select_parents = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(:table)";
constexpr std::string_view select_schema = "SELECT max(number) FROM schema_migrations";

// Bodies of deliveries may have megabytes: few of them at once.
constexpr std::string_view fetch_some = "FETCH FORWARD 20 FROM rows_to_transfer";

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::set<std::string> parents;  // whose rows have to be there before
};

template <class Container>
Result<void> read_names(Session& session, std::string_view sql, const std::string& table, Container& names) {
  BARYON_TRY(const auto rows, session.query<std::string>(sql, table));
  for (const auto& [name] : rows) names.insert(names.end(), name);
  return {};
}

Result<std::vector<Table>> tables_of(Session& sqlite) {
  BARYON_TRY(const auto names, sqlite.query<std::string>(select_tables));
  std::vector<Table> tables;
  for (const auto& [name] : names) {
    Table table{.name = name, .columns = {}, .parents = {}};
    BARYON_CHECK(read_names(sqlite, select_columns, name, table.columns));
    BARYON_CHECK(read_names(sqlite, select_parents, name, table.parents));
    table.parents.erase(name);
    tables.push_back(std::move(table));
  }
  return tables;
}

// Parents before their children.
Result<std::vector<Table>> in_order(std::vector<Table> tables) {
  std::vector<Table> ordered;
  std::set<std::string> placed;
  while (!tables.empty()) {
    const auto ready =
        std::ranges::find_if(tables, [&](const Table& table) { return std::ranges::includes(placed, table.parents); });
    if (ready == tables.end()) return fail(ErrorCode::internal, "tables refer to each other in a circle");
    placed.insert(ready->name);
    ordered.push_back(std::move(*ready));
    tables.erase(ready);
  }
  return ordered;
}

Result<std::int64_t> count(Session& session, const Table& table) {
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(fmt::format("SELECT count(*) FROM {}", table.name)));
  return row ? std::get<0>(*row) : 0;
}

// PostgreSQL's library would hold the whole answer.
Result<void> read_by_cursor(Session& from, const std::string& select, std::size_t columns,
                            const std::function<Result<void>(Session::Row)>& take) {
  BARYON_CHECK(from.execute(fmt::format("DECLARE rows_to_transfer CURSOR FOR {}", select)));
  bool has_more = true;
  while (has_more) {
    has_more = false;
    // Prepared for one table's columns, it does not fit the next: the comment keeps them apart.
    BARYON_CHECK(from.for_each(fmt::format("{} /* {} */", fetch_some, select), columns, [&](Session::Row row) {
      has_more = true;
      return take(std::move(row));
    }));
  }
  BARYON_CHECK(from.execute("CLOSE rows_to_transfer"));
  return {};
}

Result<std::int64_t> copy_rows(Session& from, Session& to, const Table& table) {
  const auto columns = fmt::format("{}", fmt::join(table.columns, ", "));
  const auto insert =
      fmt::format("INSERT INTO {} ({}) VALUES (:{})", table.name, columns, fmt::join(table.columns, ", :"));
  const auto select = fmt::format("SELECT {} FROM {}", columns, table.name);
  std::int64_t copied = 0;
  const auto put = [&](Session::Row row) -> Result<void> {
    std::vector<Value> values(std::make_move_iterator(row.begin()), std::make_move_iterator(row.end()));
    BARYON_CHECK(to.execute_with(insert, std::move(values)));
    ++copied;
    return {};
  };
  if (from.dialect() == Dialect::postgresql)
    BARYON_CHECK(read_by_cursor(from, select, table.columns.size(), put));
  else
    BARYON_CHECK(from.for_each(select, table.columns.size(), put));
  return copied;
}

Result<void> check_schemas(Session& from, Session& to) {
  BARYON_TRY(const auto one, from.query_one<std::int64_t>(select_schema));
  BARYON_TRY(const auto other, to.query_one<std::int64_t>(select_schema));
  if (one == other) return {};
  return fail(ErrorCode::conflict, "the two databases have different schemas",
              "open both with this program first, for instance with `baryon templates`");
}

}  // namespace

Result<std::vector<TransferredTable>> transfer(Session& from, Session& to,
                                               const std::function<void(const std::string&)>& progress) {
  BARYON_CHECK(check_schemas(from, to));
  BARYON_TRY(auto unordered, tables_of(from.dialect() == Dialect::sqlite ? from : to));
  BARYON_TRY(const auto tables, in_order(std::move(unordered)));
  for (const auto& table : tables) {
    BARYON_TRY(const auto rows, count(to, table));
    if (rows > 0)
      return fail(ErrorCode::conflict, fmt::format("the target is not empty: {} has {} rows", table.name, rows),
                  "name a database that holds no installation yet");
  }
  std::vector<TransferredTable> done;
  for (const auto& table : tables) {
    progress(table.name);
    BARYON_TRY(const auto copied, copy_rows(from, to, table));
    BARYON_TRY(const auto sent, count(from, table));
    BARYON_TRY(const auto arrived, count(to, table));
    if (sent != arrived || copied != sent)
      return fail(ErrorCode::corrupt,
                  fmt::format("of {} rows of {}, {} arrived; nothing was changed", sent, table.name, arrived));
    done.push_back({.name = table.name, .rows = arrived});
  }
  return done;
}

}  // namespace baryon::db
