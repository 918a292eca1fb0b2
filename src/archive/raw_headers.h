#pragma once

#include <string_view>

#include "base/error.h"

namespace baryon::archive {

/// What libarchive does not tell of an entry.
struct RawHeaders {
  char type = '0';         ///< the flag in its own header
  bool is_sparse = false;  ///< said to be, with or without holes
};

/// Reads the headers of one entry as they stand in the archive, special ones (pax `x` and `g`, GNU `L` and `K`)
/// included, and refuses what libarchive passes over in silence where another reader may see another entry: NUL inside
/// a name, names or sizes that a global header sets for all entries, special headers of other kinds. Errors: invalid;
/// corrupt (cannot be followed).
[[nodiscard]] Result<RawHeaders> read_raw_headers(std::string_view blocks);

}  // namespace baryon::archive
