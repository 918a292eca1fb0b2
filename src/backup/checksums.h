#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::backup {

/// SHA-256 in hex of each entry, by its path.
using Checksums = std::map<std::string, std::string>;

/// As `sha256sum` writes it: `<64 hex digits>  <path>` and a line feed for each entry.
/// Source: GNU coreutils manual, "sha2 utilities".
[[nodiscard]] std::string to_text(const Checksums& sums);

/// Errors: corrupt, with the line.
[[nodiscard]] Result<Checksums> parse_checksums(std::string_view text);

/// That both name the same entries with the same sums. Error: corrupt, with the first that differs.
[[nodiscard]] Result<void> compare(const Checksums& expected, const Checksums& found);

}  // namespace baryon::backup
