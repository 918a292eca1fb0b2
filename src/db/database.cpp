#include "db/database.h"

#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "db/migrations.h"

namespace baryon::db {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";
constexpr std::size_t max_idle = 8;

}  // namespace

Database::Database(std::string url, std::unique_ptr<Session> writing)
    : url_(std::move(url)), writer_(std::make_unique<Writer>(std::move(writing))) {}

Result<std::unique_ptr<Database>> Database::open(const std::string& url) {
  if (url.starts_with(sqlite_scheme)) {
    const std::filesystem::path path(url.substr(sqlite_scheme.size()));
    BARYON_CHECK(make_private_directory(path.parent_path()));
    // Made here, so that webhook bodies are never readable for others, whatever the umask.
    if (auto created = File::create(path); !created && created.error().code != ErrorCode::conflict)
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
  return Session::open(url_, Session::Mode::read_only);
}

void Database::give_back(std::unique_ptr<Session> session) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < max_idle) idle_.push_back(std::move(session));
}

}  // namespace baryon::db
