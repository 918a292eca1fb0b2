#include "backup/restorer.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "backup/unpacked.h"
#include "base/text.h"
#include "db/database.h"
#include "store/file_store.h"

namespace baryon::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view check_integrity = "PRAGMA integrity_check(1)";
constexpr std::string_view select_bundles =
    "SELECT bundle_key, name, major, minor FROM versions WHERE bundle_key <> '' ORDER BY name, major, minor";

Result<void> check_target(const Installation& target) {
  std::error_code ignored;
  const auto taken = [](const fs::path& path) {
    return fail(ErrorCode::conflict, fmt::format("'{}' is there already", path.string()),
                "restore where there is no installation: move the old one away, or name others in the configuration");
  };
  if (fs::exists(target.database, ignored)) return taken(target.database);
  for (const auto& name : target.key_files)
    if (fs::exists(target.keys / name, ignored)) return taken(target.keys / name);
  if (target.holds_objects() && fs::exists(target.objects, ignored) && !fs::is_empty(target.objects, ignored))
    return taken(target.objects);
  return {};
}

Result<void> check_database(db::Database& database) {
  BARYON_TRY(const auto answer,
             database.read([](db::Session& session) { return session.query_one<std::string>(check_integrity); }));
  if (answer && std::get<0>(*answer) == "ok") return {};
  return fail(ErrorCode::corrupt,
              "the database in the backup is damaged: " + (answer ? std::get<0>(*answer) : std::string("no answer")),
              "use another backup");
}

// Opens each, which proves that it was sealed with this key.
Result<std::uint64_t> check_bundles(db::Database& database, store::Store& objects, std::string_view hint) {
  BARYON_TRY(const auto bundles, database.read([](db::Session& session) {
    return session.query<std::string, std::string, std::int64_t, std::int64_t>(select_bundles);
  }));
  for (const auto& [key, name, major, minor] : bundles)
    if (auto found = objects.head(key); !found) {
      if (found.error().retryable) return std::unexpected(std::move(found).error());
      return fail(ErrorCode::corrupt,
                  fmt::format("the bundle of {}@{}.{} cannot be read: {}", escape_for_display(name), major, minor,
                              found.error().message),
                  std::string(hint));
    }
  return bundles.size();
}

Result<std::uint64_t> verify(const Installation& staged, store::Store* elsewhere) {
  BARYON_TRY(const auto database, db::Database::open("sqlite:" + staged.database.string()));
  BARYON_CHECK(check_database(*database));
  if (elsewhere != nullptr)
    return check_bundles(*database, *elsewhere, "put it back into the bucket first, or use a later backup");
  BARYON_TRY(auto key, store::StoreKey::load_or_make(staged.keys / store_key_name, staged.objects));
  BARYON_TRY(const auto objects, store::FileStore::open(staged.objects, std::move(key)));
  BARYON_TRY(const auto versions, check_bundles(*database, *objects, "use another backup"));
  return versions;
}

}  // namespace

Result<Restored> restore_backup(File& backup, const Installation& installation, store::Store* elsewhere) {
  BARYON_CHECK(check_target(installation));
  BARYON_CHECK(make_private_directory(installation.database.parent_path()));
  BARYON_CHECK(make_private_directory(installation.keys));
  BARYON_TRY(auto unpacked, Unpacked::read(backup, installation));
  BARYON_TRY(const auto versions, verify(unpacked.staged(), elsewhere));
  BARYON_CHECK(unpacked.put_in_place(installation));
  return Restored{.contents = unpacked.contents(), .made_at = unpacked.made_at(), .versions = versions};
}

}  // namespace baryon::backup
