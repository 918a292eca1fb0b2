#include "app/installation.h"

#include <string>
#include <string_view>
#include <vector>

#include "app/key_files.h"

namespace baryon::app {
namespace {

constexpr std::string_view file_scheme = "file:";

std::vector<std::string> names_of_key_files() {
  std::vector<std::string> names;
  for (const auto* const key : key_files()) names.emplace_back(key->name);
  return names;
}

}  // namespace

Result<backup::Installation> installation_of(const Config& config) {
  if (config.database.dialect() != db::Dialect::sqlite)
    return fail(
        ErrorCode::configuration, "the database is on a PostgreSQL server, which has backups of its own",
        "use pg_dump and pg_restore for it, and copy the store's directory afterwards, if it is one; the keys are "
        "in the database, table shared_keys");
  const bool is_directory = config.store.url.starts_with(file_scheme);
  return backup::Installation{.database = config.database.path(),
                              .keys = config.data_directory(),
                              .key_files = names_of_key_files(),
                              .objects = is_directory ? config.store.url.substr(file_scheme.size()) : ""};
}

}  // namespace baryon::app
