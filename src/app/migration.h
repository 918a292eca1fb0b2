#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/error.h"
#include "db/transfer.h"

namespace baryon::app {

struct Migrated {
  std::vector<db::TransferredTable> tables;
  std::vector<std::string> keys;  ///< files made on first start that were taken along
};

/// Moves what an installation has in its database from SQLite to PostgreSQL or back, in one transaction of the target,
/// with the keys that were made on first start. The source keeps everything; objects stay where they are.
///
/// Errors: usage (both are of one kind), not_found (no such file), conflict (the target is not empty; a server is
/// running).
[[nodiscard]] Result<Migrated> migrate_installation(const db::Url& from, const db::Url& to,
                                                    const std::function<void(const std::string& table)>& progress);

}  // namespace baryon::app
