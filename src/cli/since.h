#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace baryon::cli {

/// The time that somebody means with `2026-11-22T14:03:00Z` (RFC 3339, any offset), `2026-11-22` (its begin, UTC) or
/// `24h` (so long ago). Errors: invalid, also for a time to come.
[[nodiscard]] Result<Timestamp> parse_since(std::string_view text, Timestamp now);

}  // namespace baryon::cli
