#pragma once

#include <filesystem>

#include "archive/limits.h"
#include "archive/tar_reader.h"
#include "base/error.h"

namespace baryon::archive {

/// Visits the regular files and symbolic links below a directory as `read_tar_gz` visits those of an archive, in
/// ascending order of the bytes of their paths, as if the directory were the root of a repository: nothing named
/// `.git`; directories themselves are not visited, as Git does not know them, and sockets, FIFOs and devices are left
/// out. Buffers of fixed size; one thread at a time. Of the summary only `entries` and `unpacked_bytes` (the size of
/// all files) have a meaning.
///
/// Errors: not_found, unavailable (also: a file changed while it was read); invalid and too_large as `read_tar_gz`,
/// with the same limits.
[[nodiscard]] Result<Summary> read_directory(const std::filesystem::path& directory, const Limits& limits,
                                             const Visitor& visitor);

}  // namespace baryon::archive
