#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "db/backend.h"

namespace baryon::db {
namespace {

// How long another process may hold the lock. Bitbucket gives up on a delivery after 10 s, and wants an answer before.
constexpr std::chrono::seconds lock_timeout(4);

// FULL: a commit is on the disk before it returns. A larger WAL than the default 4 MiB keeps checkpoints, each of which
// syncs the whole database file, from dominating under a burst of deliveries.
constexpr std::string_view write_ahead = "PRAGMA journal_mode = WAL";
constexpr std::array<std::string_view, 4> settings{
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -8192",
};
constexpr std::chrono::milliseconds retry_pause(10);

// A session is used by one thread at a time, so SQLite need not lock within one; nor does anybody read its memory
// statistics, which cost a global lock for each allocation.
void configure_library() {
  static const bool is_configured = [] {
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return true;
  }();
  static_cast<void>(is_configured);
}

Error error_of(int result, const std::string& message) {
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

bool is_busy(const soci::soci_error& error) {
  const auto* const sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return sqlite != nullptr && (sqlite->result() & 0xFF) == SQLITE_BUSY;
}

// SQLite does not wait for the lock here when several open a new database at once: one of them would have to give way.
void use_write_ahead_log(soci::session& session) {
  const auto deadline = std::chrono::steady_clock::now() + lock_timeout;
  while (true) {
    try {
      session.once << std::string(write_ahead);
      return;
    } catch (const soci::soci_error& error) {
      if (!is_busy(error) || std::chrono::steady_clock::now() >= deadline) throw;
    }
    std::this_thread::sleep_for(retry_pause);
  }
}

class Sqlite : public Backend {
 public:
  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

  Result<void> connect(soci::session& session, const Url& url, Session::Mode mode) const override {
    configure_library();
    session.open(soci::sqlite3, fmt::format("db=\"{}\" timeout={}", url.path().string(), lock_timeout.count()));
    use_write_ahead_log(session);
    for (const auto setting : settings) session.once << std::string(setting);
    // Opened for writing all the same: a WAL database cannot be read by who may not make its shared-memory file.
    if (mode == Session::Mode::read_only) session.once << "PRAGMA query_only = ON";
    return {};
  }

  void begin(soci::session& session, Turn /*turn*/) const override { session.once << "BEGIN IMMEDIATE"; }

  void commit(soci::session& session) const override { session.once << "COMMIT"; }

  [[nodiscard]] std::optional<int> socket_of(soci::session& /*session*/) const override { return std::nullopt; }

  [[nodiscard]] Failure failure_of(const soci::soci_error& error, soci::session& /*session*/) const override {
    if (const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error))
      return {.error = error_of(sqlite->result(), sqlite->get_error_message())};
    return {.error = {.code = ErrorCode::internal, .message = error.get_error_message()}};
  }

  void fit(std::string& /*text*/) const override {}
};

}  // namespace

const Backend& sqlite_backend() {
  static const Sqlite backend;
  return backend;
}

}  // namespace baryon::db
