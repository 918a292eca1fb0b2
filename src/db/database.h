#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "db/session.h"
#include "db/writer.h"

namespace baryon::db {

/// The database: one writer and as many readers as work at the same time. Thread-safe. A connection that is lost is
/// made again by whoever needs it next.
///
/// What the writer does is alone in the database, also where several nodes share one: between the statements of a piece
/// of work nobody else writes. For PostgreSQL this is a lock that the nodes take in turn (`Turn::alone`).
///
///     auto names = database.read([](Session& session) { return list_names(session); });
///     auto done = database.writer().write([&](Session& session) { return rename(session, from, to); });
class Database {
 public:
  /// Opens, makes the file where it is missing, brings the schema up to date. Errors: configuration, unavailable,
  /// corrupt.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const Url& url);
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(std::string_view url);

  /// Several statements in `work` see one state only if they are one statement: readers take no transaction. It runs
  /// again where a connection was lost.
  template <class Function>
  auto read(Function work) -> std::invoke_result_t<Function&, Session&> {
    BARYON_TRY(auto session, borrow());
    auto outcome = work(*session);
    if (session->is_lost()) {
      forget_idle();  // they are most likely lost as well
      BARYON_TRY(session, borrow());
      outcome = work(*session);
    }
    give_back(std::move(session));
    return outcome;
  }

  [[nodiscard]] Writer& writer() { return *writer_; }

  /// For statements that are safe beside whatever other nodes write, such as those of a queue that skips locked rows:
  /// they do not wait for each other. With SQLite it is the same as `writer`.
  [[nodiscard]] Writer& writer_beside_others() { return beside_others_ ? *beside_others_ : *writer_; }

  [[nodiscard]] Dialect dialect() const { return url_.dialect(); }

  /// A connection of its own, for who keeps one.
  [[nodiscard]] Result<std::unique_ptr<Session>> connect(Session::Mode mode) const { return Session::open(url_, mode); }

 private:
  Database(Url url, std::unique_ptr<Session> writing);
  Result<std::unique_ptr<Session>> borrow();
  void give_back(std::unique_ptr<Session> session);
  void forget_idle();

  Url url_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Writer> beside_others_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace baryon::db
