#include "db/session.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <sys/socket.h>

#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "db/answer_deadline.h"
#include "db/backend.h"

namespace baryon::db {
namespace {

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

std::unique_ptr<Prepared> prepare(soci::session& session, const std::string& sql, std::span<const Value> values,
                                  std::size_t columns) {
  auto prepared = std::make_unique<Prepared>(session);
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
  prepared->statement.prepare(sql);
  prepared->statement.define_and_bind();
  return prepared;
}

const Backend& backend_of(Dialect dialect) {
  return dialect == Dialect::sqlite ? sqlite_backend() : postgresql_backend();
}

}  // namespace

struct Session::Connection {
  explicit Connection(const Backend& its_backend) : backend(its_backend) {}

  const Backend& backend;
  soci::session session;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> statements;
  // Not while it waits for a lock however long that takes.
  bool has_deadline = true;
  // Of statements that failed: PostgreSQL forgets none before their transaction is rolled back.
  std::vector<std::unique_ptr<Prepared>> failed_statements;
};

Session::Session(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

// Prepared statements are dropped one by one, and each waits for the server's answer: none comes from one that hangs.
Session::~Session() {
  if (const auto socket = connection_->backend.socket_of(connection_->session)) ::shutdown(*socket, SHUT_RDWR);
}

Result<std::unique_ptr<Session>> Session::open(std::string_view url, Mode mode) {
  BARYON_TRY(const auto parsed, Url::parse(url));
  return open(parsed, mode);
}

Result<std::unique_ptr<Session>> Session::open(const Url& url, Mode mode) {
  std::unique_ptr<Session> session(new Session(std::make_unique<Connection>(backend_of(url.dialect()))));
  auto connected = session->guarded([&](Connection& connection) -> Result<void> {
    return connection.backend.connect(connection.session, url, mode);
  });
  if (connected) return session;
  return std::unexpected(
      within(fmt::format("cannot open the database '{}'", url.shown()), std::move(connected).error()));
}

Dialect Session::dialect() const { return connection_->backend.dialect(); }

template <class Function>
Result<void> Session::guarded(Function function) {
  std::optional<AnswerDeadline> deadline;
  if (const auto socket = connection_->backend.socket_of(connection_->session); socket && connection_->has_deadline)
    deadline.emplace(*socket, answer_patience);
  try {
    return function(*connection_);
  } catch (const soci::soci_error& error) {
    auto [translated, trouble] = connection_->backend.failure_of(error, connection_->session);
    if (!is_lost()) trouble_ = trouble;
    return std::unexpected(std::move(translated));
  }
}

Result<std::vector<Session::Row>> Session::run(std::string_view sql, std::span<Value> values, std::size_t columns) {
  std::vector<Row> rows;
  BARYON_CHECK(run(sql, values, columns, [&rows](Row row) -> Result<void> {
    rows.push_back(std::move(row));
    return {};
  }));
  return rows;
}

Result<void> Session::for_each(std::string_view sql, std::size_t columns,
                               const std::function<Result<void>(Row)>& take) {
  return run(sql, {}, columns, take);
}

Result<std::int64_t> Session::execute_with(std::string_view sql, std::vector<Value> values) {
  BARYON_CHECK(run(sql, values, 0));
  return affected_rows_;
}

Result<void> Session::run(std::string_view sql, std::span<Value> values, std::size_t columns,
                          const std::function<Result<void>(Row)>& take) {
  const std::string key(sql);
  auto done = guarded([&](Connection& connection) -> Result<void> {
    auto& entry = connection.statements[key];
    if (!entry) entry = prepare(connection.session, key, values, columns);
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto& value = values[i];
      const auto [type, slot] = entry->slots[i];
      entry->indicators[i] = value.is_null() ? soci::i_null : soci::i_ok;
      if (type == Value::Type::integer) {
        entry->integers[slot] = value.integer();
      } else {
        connection.backend.fit(value.text());
        entry->texts[slot] = std::move(value.text());
      }
    }
    bool has_row = entry->statement.execute(true);
    if (columns == 0) affected_rows_ = entry->statement.get_affected_rows();
    for (; columns > 0 && has_row; has_row = entry->statement.fetch()) {
      Row row(columns);
      for (std::size_t i = 0; i < columns; ++i)
        if (entry->cell_indicators[i] == soci::i_ok) row[i] = entry->cells[i];
      BARYON_CHECK(take(std::move(row)));
    }
    return {};
  });
  if (done) return done;
  // It may be half read, or no longer fit the schema.
  auto failed = connection_->statements.extract(key);
  if (is_in_transaction_ && failed && failed.mapped())
    connection_->failed_statements.push_back(std::move(failed.mapped()));
  return done;
}

Result<void> Session::begin(Turn turn) {
  if (!is_lost()) trouble_ = Trouble::none;
  is_in_transaction_ = true;
  connection_->has_deadline = turn != Turn::alone_at_last;
  return guarded([turn](Connection& connection) -> Result<void> {
    connection.backend.begin(connection.session, turn);
    return {};
  });
}

Result<void> Session::commit() {
  BARYON_CHECK(guarded([](Connection& connection) -> Result<void> {
    connection.backend.commit(connection.session);
    return {};
  }));
  is_in_transaction_ = false;
  connection_->has_deadline = true;
  return {};
}

void Session::rollback() {
  is_in_transaction_ = false;
  connection_->has_deadline = true;
  const auto failed = std::exchange(connection_->failed_statements, {});  // freed when the transaction is over
  const auto trouble = trouble_;
  // SQLite has already rolled back by itself after a full disk or an I/O error; a lost connection needs none.
  static_cast<void>(guarded([](Connection& connection) -> Result<void> {
    connection.session.once << "ROLLBACK";
    return {};
  }));
  if (!is_lost()) trouble_ = trouble;
}

}  // namespace baryon::db
