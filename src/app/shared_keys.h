#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/key_files.h"
#include "base/error.h"
#include "db/database.h"

namespace baryon::app {

/// Keys that are made on first start have to be the same on every node: a webhook may come to any of them, a page of a
/// list may be continued by another, and all open the same store. The nodes agree on them through the database: who is
/// first puts in its own, the others take that one into their data directory.

/// The key that all nodes use: `proposal`, unless one was there before.
[[nodiscard]] Result<std::string> agree_on_key(db::Session& session, std::string_view name,
                                               const std::string& proposal);

/// Brings the files of the data directory and the database together, whichever has a key. The store's key is not made
/// where neither has it: the store does that, with `agree_on_key`. Nothing happens with SQLite.
///
/// Error: configuration, where both have a key and they differ.
[[nodiscard]] Result<void> share_key_files(db::Database& database, const Config& config);

/// For moving an installation: the key files of a directory into the database of `session`, and the other way round.
/// Both give the names of those that were taken along. Error: configuration, where others are there already.
[[nodiscard]] Result<std::vector<std::string>> store_key_files(db::Session& session,
                                                               const std::filesystem::path& directory);
[[nodiscard]] Result<std::vector<std::string>> write_key_files(db::Session& session,
                                                               const std::filesystem::path& directory);

}  // namespace baryon::app
