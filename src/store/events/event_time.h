#pragma once

#include <string>
#include <string_view>

namespace baryon::store::events {

/// `2026-11-25T22:10:00.123000Z` of a time in UTC with up to nine digits behind the second, or none (RFC 3339): one
/// length, so that times compare as text. Empty for anything else.
[[nodiscard]] std::string normal_event_time(std::string_view text);

}  // namespace baryon::store::events
