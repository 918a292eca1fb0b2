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

/// The database: one writer and as many readers as work at the same time. Thread-safe.
///
///     auto names = database.read([](Session& session) { return list_names(session); });
///     auto done = database.writer().write([&](Session& session) { return rename(session, from, to); });
class Database {
 public:
  /// Opens, makes the file where it is missing, brings the schema up to date. Errors: configuration, unavailable,
  /// corrupt.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& url);

  /// Several statements in `work` see one state only if they are one statement: readers take no transaction.
  template <class Function>
  auto read(Function work) -> std::invoke_result_t<Function&, Session&> {
    BARYON_TRY(auto session, borrow());
    auto outcome = work(*session);
    give_back(std::move(session));
    return outcome;
  }

  [[nodiscard]] Writer& writer() { return *writer_; }

 private:
  Database(std::string url, std::unique_ptr<Session> writing);
  Result<std::unique_ptr<Session>> borrow();
  void give_back(std::unique_ptr<Session> session);

  std::string url_;
  std::unique_ptr<Writer> writer_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace baryon::db
