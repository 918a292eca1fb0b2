#include "db/migrations.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"

namespace baryon::db {
namespace {

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
    "applied_at BIGINT NOT NULL)";
constexpr std::string_view select_newest = "SELECT number FROM schema_migrations ORDER BY number DESC LIMIT 1";
constexpr std::string_view insert_migration =
    "INSERT INTO schema_migrations (number, name, applied_at) VALUES (:number, :name, :applied_at)";

// `/*sqlite ... */` is for SQLite only; to every other database it is a comment.
std::string for_sqlite(std::string sql) {
  constexpr std::string_view opening = "/*sqlite ";
  for (auto at = sql.find(opening); at != std::string::npos; at = sql.find(opening, at)) {
    sql.erase(at, opening.size());
    sql.erase(sql.find("*/", at), 2);
  }
  return sql;
}

// Statements end with a semicolon at the end of a line; comments have lines of their own.
std::vector<std::string> split(const std::string& sql) {
  std::vector<std::string> statements;
  std::string current;
  for (std::size_t begin = 0; begin < sql.size();) {
    const auto end = std::min(sql.find('\n', begin), sql.size());
    const auto line = sql.substr(begin, end - begin);
    begin = end + 1;
    if (line.empty() || line.starts_with("--")) continue;
    current += line + "\n";
    if (!line.ends_with(';')) continue;
    statements.push_back(std::move(current));
    current.clear();
  }
  return statements;
}

// Texts are compared by their bytes, as SQLite does it and whatever language the database was made for: pages and lists
// keep one order, and an index serves beginnings.
std::string for_postgresql(std::string statement) {
  constexpr std::string_view type = " TEXT";
  constexpr std::string_view collation = " COLLATE \"C\"";
  if (!statement.starts_with("CREATE TABLE") && !statement.starts_with("ALTER TABLE")) return statement;
  for (auto at = statement.find(type); at != std::string::npos; at = statement.find(type, at)) {
    at += type.size();
    if (std::string_view(" ,;\n").contains(statement[at])) statement.insert(at, collation);
  }
  return statement;
}

std::vector<std::string> statements_of(const Migration& migration, Dialect dialect) {
  if (dialect == Dialect::sqlite) return split(for_sqlite(migration.sql));
  auto statements = split(migration.sql);
  for (auto& statement : statements) statement = for_postgresql(std::move(statement));
  return statements;
}

Result<void> apply_missing(Session& session) {
  BARYON_CHECK(session.execute(create_table));
  BARYON_TRY(const auto newest, session.query_one<std::int64_t>(select_newest));
  const auto current = newest ? std::get<0>(*newest) : 0;
  if (current > migrations().back().number)
    return fail(ErrorCode::configuration,
                fmt::format("the database has schema {}, this program knows only up to {}", current,
                            migrations().back().number),
                "use the newer baryon that made it, or restore a backup");
  for (const auto& migration : migrations()) {
    if (migration.number <= current) continue;
    for (const auto& statement : statements_of(migration, session.dialect()))
      if (auto done = session.execute(statement); !done)
        return std::unexpected(within("migration " + migration.name, std::move(done).error()));
    BARYON_CHECK(session.execute(insert_migration, migration.number, migration.name, to_millis(system_clock().now())));
  }
  return {};
}

}  // namespace

Result<void> migrate(Session& session) {
  BARYON_CHECK(session.begin(Turn::alone_at_last));  // several nodes may start at once
  auto applied = apply_missing(session);
  if (applied) applied = session.commit();
  if (!applied) session.rollback();
  return applied;
}

}  // namespace baryon::db
