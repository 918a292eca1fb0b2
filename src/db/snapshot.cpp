#include "db/snapshot.h"

#include "db/session.h"

namespace baryon::db {
namespace {

constexpr std::string_view copy_into = "VACUUM INTO :path";

}  // namespace

Result<void> take_snapshot(const std::filesystem::path& database, const std::filesystem::path& copy) {
  // It only reads, but is refused on a connection for reading.
  BARYON_TRY(const auto session, Session::open("sqlite:" + database.string(), Session::Mode::read_write));
  BARYON_CHECK(session->execute(copy_into, copy.string()));
  return {};
}

}  // namespace baryon::db
