#include <fmt/format.h>

#include <string_view>

#include "app/application.h"
#include "db/migrations.h"
#include "db/session.h"
#include "doctor/checks.h"
#include "doctor/disk_space.h"

namespace baryon::doctor {
namespace {

using db::Dialect;
using db::Session;

constexpr std::string_view select_schema = "SELECT coalesce(max(number), 0) FROM schema_migrations";
constexpr std::string_view touch_nothing = "UPDATE schema_migrations SET number = number WHERE number < 0";
constexpr std::string_view sqlite_has_tables =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";
constexpr std::string_view postgresql_has_tables =
    "SELECT CASE WHEN to_regclass('schema_migrations') IS NULL THEN 0 ELSE 1 END";
constexpr std::string_view may_make_tables =
    "SELECT CASE WHEN has_schema_privilege(current_schema(), 'CREATE') THEN 1 ELSE 0 END";
constexpr std::string_view select_fsync = "SELECT current_setting('fsync')";

constexpr std::string_view by_the_server = "`baryon serve` brings it up to date when it starts";

Result<bool> is_true(Session& session, std::string_view sql) {
  BARYON_TRY(const auto row, session.query_one<bool>(sql));
  return row && std::get<0>(*row);
}

Result<std::int64_t> schema_of(Session& session) {
  BARYON_TRY(const auto row, session.query_one<std::int64_t>(select_schema));
  return row ? std::get<0>(*row) : 0;
}

void check_schema(std::int64_t schema, Report& report) {
  const auto known = db::migrations().back().number;
  if (schema > known)
    report.fail(fmt::format("the database has schema {}, this program knows {}", schema, known),
                "install the newer program again");
  else if (schema < known)
    report.warn(fmt::format("the database has schema {}, this program's is {}", schema, known),
                std::string(by_the_server));
  else
    report.pass(fmt::format("the database can be read, with schema {}", schema));
}

// Refused by a standby, to a user who may only read, and on a file system that is mounted so.
Result<void> write_nothing(Session& session) {
  BARYON_CHECK(session.begin());
  const auto touched = session.execute(touch_nothing);
  session.rollback();
  if (!touched) return std::unexpected(touched.error());
  return {};
}

void check_writable(Session& session, Report& report) {
  const auto written = write_nothing(session);
  if (written) return report.pass("it can be written");
  const auto& error = written.error();
  report.fail(
      fmt::format("it cannot be written: {}", error.message),
      error.hint.empty() ? "let this user write it, and name the primary where there are standbys" : error.hint);
}

// What the server has to be set to, and its user allowed.
void check_server(Session& session, Report& report) {
  const auto may_make = is_true(session, may_make_tables);
  if (!may_make) return report.fail(may_make.error());
  if (!*may_make)
    report.fail("this user may not make tables, which starting a new version of Baryon takes",
                "GRANT CREATE ON SCHEMA to the user of the database URL, or make it the owner");
  const auto fsync = session.query_one<std::string>(select_fsync);
  if (!fsync) return report.fail(fsync.error());
  if (*fsync && std::get<0>(**fsync) == "off")
    report.warn("PostgreSQL runs with fsync = off: what it has confirmed may be gone when its machine fails",
                "set fsync = on in postgresql.conf");
}

void check_tables(Session& session, Report& report) {
  const auto has_tables =
      is_true(session, session.dialect() == Dialect::postgresql ? postgresql_has_tables : sqlite_has_tables);
  if (!has_tables) return report.fail(has_tables.error());
  if (!*has_tables) return report.warn("the database can be read, and is empty", std::string(by_the_server));
  const auto schema = schema_of(session);
  if (!schema) return report.fail(schema.error());
  check_schema(*schema, report);
  check_writable(session, report);
}

}  // namespace

void check_database(const Subject& subject, Report& report) {
  const auto& config = subject.config;
  if (!app::Application::has_database(config))
    return report.warn(fmt::format("there is no database at '{}' yet", config.database.shown()),
                       "`baryon serve` makes it on its first start; run this as the server's user");
  const auto session = Session::open(config.database, Session::Mode::read_write);
  if (!session) return report.fail(session.error());
  check_tables(**session, report);
  if ((*session)->dialect() == Dialect::postgresql) check_server(**session, report);
  check_disk_space(config.data_directory(), report);
}

}  // namespace baryon::doctor
