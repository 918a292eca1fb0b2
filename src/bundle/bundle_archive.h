#pragma once

#include "base/error.h"
#include "base/file.h"
#include "bundle/bundle.h"

namespace baryon::bundle {

/// Writes a bundle to `out` as a deterministic tar.gz (see `archive::TarWriter`), its files relative to the version
/// directory: `schema/schema.yaml` lies at the root. `scratch` is the one of the scan that found the bundle. The bytes
/// are checked against their digests on the way; others are `corrupt`. Errors also: those of `File::write`.
[[nodiscard]] Result<void> write_bundle_archive(const Bundle& bundle, const File& scratch, File& out);

}  // namespace baryon::bundle
