#include "app/migration.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "app/serve_lock.h"
#include "app/shared_keys.h"
#include "db/database.h"
#include "db/timer_lock.h"

namespace baryon::app {
namespace {

using db::Dialect;
using db::Session;

// A transaction of the one waits while the other works.
constexpr std::string_view wait_for_the_other = "SET idle_in_transaction_session_timeout = 0";

std::filesystem::path directory_of(const db::Url& sqlite) {
  const auto parent = sqlite.path().parent_path();
  return parent.empty() ? "." : parent;
}

// Whoever serves has the timers' lock.
class Unserved {
 public:
  static Result<Unserved> make(db::Database& postgresql) {
    Unserved out;
    out.timers_ = std::make_unique<db::TimerLock>(postgresql);
    if (!out.timers_->is_ours())
      return fail(ErrorCode::configuration, "a baryon serves the PostgreSQL database", "stop all its servers first");
    return out;
  }

 private:
  std::unique_ptr<db::TimerLock> timers_;
};

Result<std::unique_ptr<Session>> session_of(db::Database& database) {
  BARYON_TRY(auto session, database.connect(Session::Mode::read_write));
  if (session->dialect() == Dialect::postgresql) BARYON_CHECK(session->execute(wait_for_the_other));
  // Large tables take longer than single statements of a server may.
  BARYON_CHECK(session->begin(db::Turn::alone_at_last));
  return session;
}

}  // namespace

Result<Migrated> migrate_installation(const db::Url& from, const db::Url& to,
                                      const std::function<void(const std::string&)>& progress) {
  if (from.dialect() == to.dialect())
    return fail(
        ErrorCode::usage, "both databases are of the same kind",
        from.dialect() == Dialect::sqlite ? "use `baryon backup` and `baryon restore`" : "use pg_dump and pg_restore");
  const auto& sqlite = from.dialect() == Dialect::sqlite ? from : to;
  std::error_code ignored;
  if (&sqlite == &from && !std::filesystem::exists(from.path(), ignored))
    return fail(ErrorCode::not_found, fmt::format("there is no database at '{}'", from.shown()));
  const auto directory = directory_of(sqlite);
  BARYON_CHECK(make_private_directory(directory));
  BARYON_TRY(const auto serve_lock, take_serve_lock(directory));
  BARYON_TRY(const auto source, db::Database::open(from));
  BARYON_TRY(const auto target, db::Database::open(to));
  BARYON_TRY(const auto unserved, Unserved::make(&sqlite == &from ? *target : *source));
  BARYON_TRY(const auto reading, session_of(*source));
  BARYON_TRY(const auto writing, session_of(*target));
  Migrated migrated;
  BARYON_TRY(migrated.tables, db::transfer(*reading, *writing, progress));
  BARYON_TRY(migrated.keys,
             &sqlite == &from ? store_key_files(*writing, directory) : write_key_files(*reading, directory));
  BARYON_CHECK(writing->commit());
  return migrated;
}

}  // namespace baryon::app
