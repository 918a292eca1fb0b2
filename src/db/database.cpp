#include "db/database.h"

#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "db/migrations.h"

namespace baryon::db {
namespace {

constexpr std::size_t max_idle = 8;

}  // namespace

Database::Database(Url url, std::unique_ptr<Session> writing) : url_(std::move(url)) {
  const auto connect_again = [this] { return connect(Session::Mode::read_write); };
  writer_ = std::make_unique<Writer>(std::move(writing), Turn::alone, connect_again);
  if (url_.dialect() == Dialect::postgresql)
    beside_others_ = std::make_unique<Writer>(nullptr, Turn::beside_others, connect_again);
}

Result<std::unique_ptr<Database>> Database::open(std::string_view url) {
  BARYON_TRY(const auto parsed, Url::parse(url));
  return open(parsed);
}

Result<std::unique_ptr<Database>> Database::open(const Url& url) {
  if (url.dialect() == Dialect::sqlite) {
    BARYON_CHECK(make_private_directory(url.path().parent_path()));
    // Made here, so that webhook bodies are never readable for others, whatever the umask.
    if (auto created = File::create(url.path()); !created && created.error().code != ErrorCode::conflict)
      return std::unexpected(std::move(created).error());
  }
  BARYON_TRY(auto session, Session::open(url, Session::Mode::read_write));
  BARYON_CHECK(migrate(*session));
  return std::unique_ptr<Database>(new Database(url, std::move(session)));
}

Result<std::unique_ptr<Session>> Database::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  return connect(Session::Mode::read_only);
}

void Database::give_back(std::unique_ptr<Session> session) {
  if (session->is_lost()) return;
  const std::lock_guard lock(mutex_);
  if (idle_.size() < max_idle) idle_.push_back(std::move(session));
}

void Database::forget_idle() {
  const std::lock_guard lock(mutex_);
  idle_.clear();
}

}  // namespace baryon::db
