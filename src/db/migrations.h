#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "db/session.h"

namespace baryon::db {

/// One step of the schema: db/migrations/NNNN_name.sql. A step that was released is never changed, only followed.
struct Migration {
  int number;
  std::string name;
  std::string sql;
};

/// All steps in order; compiled in.
[[nodiscard]] const std::vector<Migration>& migrations();

/// Brings the schema up to date, one process at a time. A database made by a newer program is refused (configuration).
Result<void> migrate(Session& session);

}  // namespace baryon::db
