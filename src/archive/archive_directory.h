#pragma once

#include <filesystem>

#include "archive/limits.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::archive {

/// Writes what `read_directory` finds below a directory into `out` as `TarWriter` does. `read_tar_gz` with the same
/// limits takes the result. Errors: those of both.
[[nodiscard]] Result<void> archive_directory(const std::filesystem::path& directory, File& out,
                                             const Limits& limits = {});

}  // namespace baryon::archive
