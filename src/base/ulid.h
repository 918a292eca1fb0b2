#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"

namespace baryon {

/// A new identifier that sorts by time: 26 lower-case characters of Crockford's base 32, 48 bits of time and 80 bits
/// of randomness (https://github.com/ulid/spec). Two of one millisecond from one process sort in the order made.
/// Thread-safe.
[[nodiscard]] std::string new_ulid(Timestamp now);

[[nodiscard]] bool is_ulid(std::string_view text);

}  // namespace baryon
