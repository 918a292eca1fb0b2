#pragma once

#include <filesystem>

#include "archive/limits.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::archive {

/// Writes the regular files and symbolic links below a directory into `out` as `TarWriter` does, sorted, as if it were
/// the root of a repository: nothing named `.git`, no empty directories; sockets, FIFOs and devices are left out, as
/// Git does. `read_tar_gz` with the same limits takes the result.
///
/// Errors: not_found, unavailable (also: a file changed while it was read); invalid for names and links that
/// `read_tar_gz` would refuse; too_large for `Limits`.
[[nodiscard]] Result<void> archive_directory(const std::filesystem::path& directory, File& out,
                                             const Limits& limits = {});

}  // namespace baryon::archive
