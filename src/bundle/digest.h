#pragma once

#include <span>
#include <string>

#include "bundle/bundle.h"

namespace baryon::bundle {

/// The canonical digest of a bundle's content: 64 hex digits of the SHA-256 over
///
///     "baryon bundle digest 1\n"
///     for each file, sorted by the bytes of its path:
///       1 byte    'x' if it is executable, else '-'
///       32 bytes  SHA-256 of its content
///       8 bytes   length of its path, big-endian
///       n bytes   its path in the bundle, UTF-8
///
/// Nothing else counts: no order in the archive, times, owners, other mode bits, directories or compression; nor the
/// template's name or major. It lies in databases, so a change of this rule needs a new first line and a migration.
[[nodiscard]] std::string bundle_digest(std::span<const BundleFile> files);

}  // namespace baryon::bundle
