#include "app/shared_keys.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/file.h"
#include "base/log.h"
#include "base/units.h"

namespace baryon::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t max_key = 4 * kib;

constexpr std::string_view insert_key =
    "INSERT INTO shared_keys (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING";
constexpr std::string_view select_key = "SELECT value FROM shared_keys WHERE name = :name";

Result<std::optional<std::string>> in_file(const fs::path& path) {
  auto content = read_small_file(path, max_key);
  if (content) return std::optional(*std::move(content));
  if (content.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(std::move(content).error());
}

Result<std::optional<std::string>> in_database(db::Session& session, std::string_view name) {
  BARYON_TRY(auto row, session.query_one<std::string>(select_key, name));
  if (!row) return std::nullopt;
  return std::get<0>(std::move(*row));
}

std::unexpected<Error> differ(const KeyFile& key, const fs::path& path) {
  return fail(ErrorCode::configuration,
              fmt::format("the {} in '{}' is not the one in the database, which the other servers use", key.what,
                          path.string()),
              "move the file away to take that one over");
}

Result<void> share(db::Database& database, const KeyFile& key, const fs::path& directory) {
  const auto path = directory / key.name;
  BARYON_TRY(const auto own, in_file(path));
  BARYON_TRY(auto agreed, database.read([&](db::Session& session) { return in_database(session, key.name); }));
  if (!agreed) {
    const bool is_made_by_the_store = &key == &store_key_file();
    if (!own && is_made_by_the_store) return {};
    const auto proposal = own ? *own : key.make();
    BARYON_TRY(agreed, database.writer().write([&](db::Session& session) -> Result<std::optional<std::string>> {
      return agree_on_key(session, key.name, proposal);
    }));
  }
  if (own && *own != *agreed) return differ(key, path);
  if (own) return {};
  BARYON_CHECK(write_file_atomically(path, *agreed));
  log::info("shared with the other servers", {{"what", key.what}, {"file", path.string()}});
  return {};
}

}  // namespace

Result<std::string> agree_on_key(db::Session& session, std::string_view name, const std::string& proposal) {
  BARYON_CHECK(session.execute(insert_key, name, proposal));
  BARYON_TRY(auto agreed, in_database(session, name));
  return agreed ? *std::move(agreed) : proposal;
}

Result<void> share_key_files(db::Database& database, const Config& config) {
  if (database.dialect() == db::Dialect::sqlite) return {};
  const auto directory = config.data_directory();
  BARYON_CHECK(make_private_directory(directory));
  for (const auto* const key : key_files())
    if (key->is_needed(config)) BARYON_CHECK(share(database, *key, directory));
  return {};
}

Result<std::vector<std::string>> store_key_files(db::Session& session, const fs::path& directory) {
  std::vector<std::string> taken;
  for (const auto* const key : key_files()) {
    const auto path = directory / key->name;
    BARYON_TRY(const auto own, in_file(path));
    if (!own) continue;
    BARYON_TRY(const auto agreed, agree_on_key(session, key->name, *own));
    if (agreed != *own) return differ(*key, path);
    taken.emplace_back(key->name);
  }
  return taken;
}

Result<std::vector<std::string>> write_key_files(db::Session& session, const fs::path& directory) {
  std::vector<std::string> taken;
  for (const auto* const key : key_files()) {
    const auto path = directory / key->name;
    BARYON_TRY(const auto agreed, in_database(session, key->name));
    if (!agreed) continue;
    BARYON_TRY(const auto own, in_file(path));
    if (own && *own != *agreed) return differ(*key, path);
    if (!own) BARYON_CHECK(write_file_atomically(path, *agreed));
    taken.emplace_back(key->name);
  }
  return taken;
}

}  // namespace baryon::app
