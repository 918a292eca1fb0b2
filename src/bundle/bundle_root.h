#pragma once

#include <string>

#include "archive/limits.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::bundle {

/// Where a bundle begins in an archive that was made by hand: the directory that holds `schema/schema.yaml`, `""` for
/// the archive's root. Both `tar -C vpc .` and `tar vpc` are common, and names that begin with a slash. What lies
/// inside another such directory is part of that one.
///
/// Reads the archive from its start. Errors: invalid (none, or several beside each other); those of
/// `archive::read_tar_gz`.
[[nodiscard]] Result<std::string> find_bundle_root(File& archive, const archive::Limits& limits);

}  // namespace baryon::bundle
