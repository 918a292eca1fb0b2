#pragma once

#include <filesystem>

#include "base/error.h"

namespace baryon::db {

/// Copies an SQLite database into a new file, in the state of one instant, while others write to it. Source: SQLite,
/// "VACUUM", INTO clause. Errors: those of `Session`.
[[nodiscard]] Result<void> take_snapshot(const std::filesystem::path& database, const std::filesystem::path& copy);

}  // namespace baryon::db
