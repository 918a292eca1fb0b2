#pragma once

#include <cstdint>
#include <string>

#include "backup/layout.h"
#include "backup/writer.h"
#include "base/error.h"
#include "base/file.h"
#include "store/store.h"

namespace baryon::backup {

struct Restored {
  Contents contents;
  std::string made_at;         ///< RFC 3339
  std::uint64_t versions = 0;  ///< registered ones whose bundle was found and opened with the key
};

/// Puts an installation back where there is none. Everything is unpacked beside its place and checked first: checksums,
/// the database's integrity, and that the bundle of every version is there and opens with the key. The database is put
/// in place last, so that whatever was cut off before leaves no installation behind.
///
/// `elsewhere`: the store, where it is no directory of the installation; bundles are looked for in it.
///
/// Errors: conflict (something is there already), corrupt (damaged, or no backup), configuration (made by a newer
/// program, or with a store of another kind), unavailable (disk full, or the store does not answer).
[[nodiscard]] Result<Restored> restore_backup(File& backup, const Installation& installation,
                                              store::Store* elsewhere = nullptr);

}  // namespace baryon::backup
