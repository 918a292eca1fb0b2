#include "db/session.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

namespace baryon::db {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

// How long another process may hold the lock. Bitbucket gives up on a delivery after 10 s, and wants an answer before.
constexpr std::chrono::seconds lock_timeout(4);

// FULL: a commit is on the disk before it returns. A larger WAL than the default 4 MiB keeps checkpoints, each of which
// syncs the whole database file, from dominating under a burst of deliveries.
constexpr std::array<std::string_view, 5> sqlite_settings{
    "PRAGMA journal_mode = WAL",        "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
    "PRAGMA wal_autocheckpoint = 4000", "PRAGMA cache_size = -8192",
};

struct Prepared {
  explicit Prepared(soci::session& session) : statement(session) {}

  soci::statement statement;
  // Bound by address: the containers must not move their elements.
  std::deque<long long> integers;
  std::deque<std::string> texts;
  std::deque<soci::indicator> indicators;
  std::vector<std::pair<Value::Type, std::size_t>> slots;
  std::deque<std::string> cells;
  std::deque<soci::indicator> cell_indicators;
};

// A session is used by one thread at a time, so SQLite need not lock within one; nor does anybody read its memory
// statistics, which cost a global lock for each allocation.
void configure_sqlite() {
  static const bool is_configured = [] {
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(is_configured);
}

Error from_sqlite(int result, const std::string& message) {
  switch (result & 0xFF) {
    case SQLITE_FULL:
      return {.code = ErrorCode::unavailable,
              .message = "the database's disk is full",
              .hint = "free some disk space",
              .retryable = true};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {.code = ErrorCode::unavailable,
              .message = "the database is locked by another process",
              .hint = "is another baryon writing to it?",
              .retryable = true};
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return {.code = ErrorCode::unavailable,
              .message = fmt::format("the database cannot be used: {}", message),
              .hint = "check the permissions and the state of its disk",
              .retryable = true};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {.code = ErrorCode::corrupt,
              .message = fmt::format("the database file is damaged: {}", message),
              .hint = "restore it from a backup"};
    case SQLITE_CONSTRAINT:
      return {.code = ErrorCode::conflict, .message = message};
    default:
      return {.code = ErrorCode::internal, .message = message};
  }
}

Error translate(const soci::soci_error& error) {
  if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
    return from_sqlite(sqlite->result(), sqlite->get_error_message());
  return {.code = ErrorCode::internal, .message = error.get_error_message()};
}

}  // namespace

struct Session::Connection {
  soci::session session;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> statements;
};

Session::Session(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(const std::string& url, Mode mode) {
  if (!url.starts_with(sqlite_scheme))
    return fail(ErrorCode::configuration, "the database URL must begin with 'sqlite:'");
  const auto path = url.substr(sqlite_scheme.size());
  configure_sqlite();
  try {
    auto connection = std::make_unique<Connection>();
    connection->session.open(soci::sqlite3, fmt::format("db=\"{}\" timeout={}", path, lock_timeout.count()));
    for (const auto setting : sqlite_settings) connection->session.once << std::string(setting);
    // Opened for writing all the same: a WAL database cannot be read by who may not make its shared-memory file.
    if (mode == Mode::read_only) connection->session.once << "PRAGMA query_only = ON";
    return std::unique_ptr<Session>(new Session(std::move(connection)));
  } catch (const soci::soci_error& error) {
    return std::unexpected(within(fmt::format("cannot open the database '{}'", path), translate(error)));
  }
}

Result<std::vector<Session::Row>> Session::run(std::string_view sql, std::span<Value> values, std::size_t columns) {
  const std::string key(sql);
  try {
    auto& entry = connection_->statements[key];
    if (!entry) {
      auto prepared = std::make_unique<Prepared>(connection_->session);
      for (const auto& value : values) {
        prepared->indicators.push_back(soci::i_ok);
        if (value.type() == Value::Type::integer) {
          prepared->slots.emplace_back(value.type(), prepared->integers.size());
          prepared->statement.exchange(soci::use(prepared->integers.emplace_back(), prepared->indicators.back()));
        } else {
          prepared->slots.emplace_back(value.type(), prepared->texts.size());
          prepared->statement.exchange(soci::use(prepared->texts.emplace_back(), prepared->indicators.back()));
        }
      }
      for (std::size_t i = 0; i < columns; ++i) {
        prepared->cell_indicators.push_back(soci::i_ok);
        prepared->statement.exchange(soci::into(prepared->cells.emplace_back(), prepared->cell_indicators.back()));
      }
      prepared->statement.alloc();
      prepared->statement.prepare(key);
      prepared->statement.define_and_bind();
      entry = std::move(prepared);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto& value = values[i];
      const auto [type, slot] = entry->slots[i];
      entry->indicators[i] = value.is_null() ? soci::i_null : soci::i_ok;
      if (type == Value::Type::integer)
        entry->integers[slot] = value.integer();
      else
        entry->texts[slot] = std::move(value.text());
    }
    std::vector<Row> rows;
    bool has_row = entry->statement.execute(true);
    if (columns == 0) affected_rows_ = entry->statement.get_affected_rows();
    for (; columns > 0 && has_row; has_row = entry->statement.fetch()) {
      Row row(columns);
      for (std::size_t i = 0; i < columns; ++i)
        if (entry->cell_indicators[i] == soci::i_ok) row[i] = entry->cells[i];
      rows.push_back(std::move(row));
    }
    return rows;
  } catch (const soci::soci_error& error) {
    connection_->statements.erase(key);  // it may hold a lock or be half read
    return std::unexpected(translate(error));
  }
}

Result<void> Session::begin() {
  BARYON_CHECK(execute("BEGIN IMMEDIATE"));
  return {};
}

Result<void> Session::commit() {
  BARYON_CHECK(execute("COMMIT"));
  return {};
}

void Session::rollback() {
  try {
    connection_->session.once << "ROLLBACK";
  } catch (const soci::soci_error&) {
    // SQLite has already rolled back by itself after a full disk or an I/O error.
    return;
  }
}

}  // namespace baryon::db
