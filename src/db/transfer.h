#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "db/session.h"

namespace baryon::db {

struct TransferredTable {
  std::string name;
  std::int64_t rows = 0;
};

/// Copies all rows of all tables from one database to another of the other dialect; both have the same schema. Runs in
/// transactions of both sessions that the caller has begun, and counts what has arrived. `progress` is told of each
/// table before it is copied.
///
/// Errors: conflict (a table of the target holds rows); corrupt (not everything arrived); those of `Session`.
[[nodiscard]] Result<std::vector<TransferredTable>> transfer(
    Session& from, Session& to, const std::function<void(const std::string& table)>& progress);

}  // namespace baryon::db
