#pragma once

#include <cstdint>

#include "base/units.h"

namespace baryon::bundle::quota {

// AWS Proton's quotas for template bundles (User Guide, latest edition); not adjustable there either.
inline constexpr std::uint64_t file_bytes = 2 * mib;
inline constexpr std::uint64_t bundle_bytes = 10 * mib;
inline constexpr std::uint64_t bundle_files = 500;
inline constexpr std::uint64_t template_name_length = 100;
inline constexpr std::uint64_t compatible_environments = 10;
inline constexpr std::uint64_t schema_characters = 51'200;  ///< of the API's field `schema`

// Our own, so that memory stays bounded whatever the archive.
inline constexpr std::uint64_t registration_file_bytes = 64 * kib;
inline constexpr std::uint64_t schemas_bytes = 16 * mib;        ///< of all schemas of one archive together
inline constexpr std::uint64_t version_index_bytes = 24 * mib;  ///< names of files in all version directories together
inline constexpr std::uint64_t archive_findings = 10'000;       ///< beyond it a template keeps only its first error

}  // namespace baryon::bundle::quota
