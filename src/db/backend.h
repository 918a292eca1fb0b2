#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/error.h"
#include "db/session.h"
#include "db/url.h"

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace baryon::db {

/// How long a server may take to answer one statement. Bitbucket waits 10 seconds for the answer to a delivery, and
/// connecting again, which is tried once more, takes up to 3; a lock is waited for 4 seconds.
constexpr std::chrono::seconds answer_patience(5);

/// What SQLite and PostgreSQL do each in its own way. Functions that take a `soci::session` throw what SOCI throws.
class Backend {
 public:
  struct Failure {
    Error error;
    Trouble trouble = Trouble::none;
  };

  Backend() = default;
  virtual ~Backend() = default;
  Backend(Backend&&) = delete;
  Backend& operator=(Backend&&) = delete;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  [[nodiscard]] virtual Dialect dialect() const = 0;

  /// Connects and makes the settings. Error: configuration, for a server that cannot do.
  virtual Result<void> connect(soci::session& session, const Url& url, Session::Mode mode) const = 0;

  virtual void begin(soci::session& session, Turn turn) const = 0;
  virtual void commit(soci::session& session) const = 0;

  /// Whose peer owes an answer to each call; nothing where there is none.
  [[nodiscard]] virtual std::optional<int> socket_of(soci::session& session) const = 0;

  [[nodiscard]] virtual Failure failure_of(const soci::soci_error& error, soci::session& session) const = 0;

  /// Makes a parameter one that the database can hold.
  virtual void fit(std::string& text) const = 0;
};

/// Of the dialect; lives as long as the program.
[[nodiscard]] const Backend& sqlite_backend();
[[nodiscard]] const Backend& postgresql_backend();

}  // namespace baryon::db
