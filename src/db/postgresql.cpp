#include <fmt/format.h>
#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "db/answer_deadline.h"
#include "db/backend.h"
#include "db/postgresql_options.h"

namespace baryon::db {
namespace {

constexpr int oldest_version = 120000;

// The lock is waited for as long as SQLite's. A node that hangs in a transaction, or whose machine is gone, must not
// keep the others from writing: the server ends it. Nor may the server's defaults weaken what a commit promises.
constexpr auto settings =
    "SET client_min_messages = error; SET lock_timeout = '4s'; SET idle_in_transaction_session_timeout = '10s'; "
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET jit = off; "
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
constexpr auto read_only = "SET default_transaction_read_only = on";

// READ COMMITTED, so that each statement sees what others committed while the lock was waited for. The lock is that of
// this installation, which is a schema of a database; its first half says "Baryon".
constexpr std::string_view writing_lock =
    "SELECT pg_advisory_xact_lock(1111577167, hashtext(COALESCE(current_schema(), '')))";
constexpr std::string_view begin_transaction = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

// None before it is open. SOCI does not export what a dynamic_cast would need.
PGconn* connection_of(soci::session& session) {
  auto* const backend = static_cast<soci::postgresql_session_backend*>(session.get_backend());
  return backend == nullptr ? nullptr : backend->conn_;
}

// Several statements at once; throws as SOCI would.
Answer run(soci::session& session, const std::string& sql) {
  auto* const connection = connection_of(session);
  Answer answer(PQexec(connection, sql.c_str()));
  const auto status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return answer;
  const auto* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  throw soci::postgresql_soci_error(PQerrorMessage(connection), state == nullptr ? "     " : state);
}

bool is_lost(PGconn* connection) { return connection == nullptr || PQstatus(connection) != CONNECTION_OK; }

std::string in_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

Error lost(const std::string& message) {
  return {.code = ErrorCode::unavailable,
          .message = fmt::format("the database server is not reachable: {}", message),
          .hint = "check that it runs, its address, the user, the password and the database's name",
          .retryable = true};
}

Error for_now(std::string message, std::string hint) {
  return {.code = ErrorCode::unavailable, .message = std::move(message), .hint = std::move(hint), .retryable = true};
}

// Source: PostgreSQL documentation, "PostgreSQL Error Codes".
Error error_of(std::string_view state, std::string message) {
  const auto of_class = state.substr(0, 2);
  if (of_class == "23") return {.code = ErrorCode::conflict, .message = std::move(message)};
  if (of_class == "40") return for_now("another node was changing the same: " + message, "try again");
  if (state == "55P03")
    return for_now("the database is locked by another process", "which node or tool holds the lock? see pg_locks");
  if (state == "53100") return for_now("the database server's disk is full", "free some disk space over there");
  if (of_class == "53" || of_class == "57" || of_class == "58")
    return for_now("the database server cannot serve now: " + message, "see its log");
  if (state == "25006")
    return for_now("the database server takes no changes",
                   "it may be a standby: name the primary, or add "
                   "target_session_attrs=read-write to the URL");
  if (state == "42501" || state == "3F000")
    return {.code = ErrorCode::configuration,
            .message = std::move(message),
            .hint = "let the database's user own the schema: GRANT CREATE, USAGE ON SCHEMA"};
  if (state == "XX001" || state == "XX002")
    return {.code = ErrorCode::corrupt, .message = std::move(message), .hint = "restore the database from a backup"};
  return {.code = ErrorCode::internal, .message = std::move(message)};
}

// Told on the connection's last breath.
bool is_shutdown(std::string_view state) { return state == "57P01" || state == "57P02" || state == "57P03"; }

bool is_collision(std::string_view state) { return state == "40001" || state == "40P01"; }

Result<void> check_server(soci::session& session) {
  const auto version = PQserverVersion(connection_of(session));
  if (version < oldest_version)
    return fail(ErrorCode::configuration,
                fmt::format("the database server is PostgreSQL {}.{}", version / 10000, version % 10000),
                "Baryon needs PostgreSQL 12 or later");
  const auto* const encoding = PQparameterStatus(connection_of(session), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8")
    return fail(ErrorCode::configuration,
                fmt::format("the database's encoding is {}", encoding == nullptr ? "not known" : encoding),
                "make it with CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0");
  return {};
}

class Postgresql : public Backend {
 public:
  [[nodiscard]] Dialect dialect() const override { return Dialect::postgresql; }

  Result<void> connect(soci::session& session, const Url& url, Session::Mode mode) const override {
    BARYON_TRY(const auto options, postgresql_options(url.text().reveal()));
    session.open(soci::postgresql, connection_string(options));
    // The library would print what the server remarks.
    PQsetNoticeProcessor(connection_of(session), [](void*, const char*) {}, nullptr);
    BARYON_CHECK(check_server(session));
    const AnswerDeadline deadline(PQsocket(connection_of(session)), answer_patience);
    run(session, settings);
    if (mode == Session::Mode::read_only) run(session, read_only);
    return {};
  }

  void begin(soci::session& session, Turn turn) const override {
    std::string sql(begin_transaction);
    if (turn == Turn::alone_at_last) sql += "; SET LOCAL lock_timeout = 0";
    if (turn != Turn::beside_others) sql += fmt::format("; {}", writing_lock);
    run(session, sql);
  }

  void commit(soci::session& session) const override {
    const auto answer = run(session, "COMMIT");
    // The server answers so, and calls it a success, where a statement had failed.
    if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT")
      throw soci::soci_error("the transaction was undone because one of its statements had failed");
  }

  [[nodiscard]] std::optional<int> socket_of(soci::session& session) const override {
    auto* const connection = connection_of(session);
    const int socket = connection == nullptr ? -1 : PQsocket(connection);
    return socket < 0 ? std::nullopt : std::optional(socket);
  }

  [[nodiscard]] Failure failure_of(const soci::soci_error& error, soci::session& session) const override {
    auto message = in_one_line(error.get_error_message());
    const auto* const known = dynamic_cast<const soci::postgresql_soci_error*>(&error);
    const auto state = known == nullptr ? std::string() : known->sqlstate();
    if (is_lost(connection_of(session)) || is_shutdown(state))
      return {.error = lost(message), .trouble = Trouble::lost};
    return {.error = error_of(state, std::move(message)),
            .trouble = is_collision(state) ? Trouble::collision : Trouble::none};
  }

  void fit(std::string& text) const override {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    const auto fits = [](std::string_view part) { return is_utf8(part) && !part.contains('\0'); };
    if (fits(text)) return;
    std::string fitting;
    for (std::string_view rest = text; !rest.empty();) {
      std::size_t length = 1;
      while (length < 4 && length < rest.size() && !is_utf8(rest.substr(0, length))) ++length;
      const bool is_whole = fits(rest.substr(0, length));
      fitting += is_whole ? rest.substr(0, length) : replacement;
      rest.remove_prefix(is_whole ? length : 1);
    }
    text = std::move(fitting);
  }
};

}  // namespace

const Backend& postgresql_backend() {
  static const Postgresql backend;
  return backend;
}

}  // namespace baryon::db
