#pragma once

#include <cstdint>
#include <string>

#include "backup/layout.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "store/store.h"

namespace baryon::backup {

struct Contents {
  std::uint64_t objects = 0;
  std::uint64_t object_bytes = 0;  ///< sealed; none where objects are only listed
  std::uint64_t database_bytes = 0;
  std::uint64_t keys = 0;
};

/// What a backup is made of, and by whom.
struct Sources {
  const Installation& installation;
  store::Store& store;  ///< that of the installation
  std::string program;  ///< version of the program
};

/// Writes a backup of a running installation. The database is copied first, in one piece: every object that it names is
/// in the store by then, and stays. What is written later is in the next backup. Objects of a store elsewhere are
/// listed.
///
/// Errors: unavailable (disk full), corrupt (the database).
[[nodiscard]] Result<Contents> write_backup(const Sources& sources, Timestamp now, File& out);

}  // namespace baryon::backup
