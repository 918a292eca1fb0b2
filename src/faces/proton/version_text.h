#pragma once

#include <cstdint>
#include <string_view>

namespace baryon::faces::proton {

/// The number of a `patterns::version_part`. One of up to 20 digits that does not fit becomes the largest that does,
/// which no version ever has.
[[nodiscard]] std::int64_t parse_version_part(std::string_view text);

}  // namespace baryon::faces::proton
