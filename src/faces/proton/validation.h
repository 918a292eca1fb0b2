#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>

#include "faces/proton/shape.h"

namespace baryon::faces::proton {

/// What is wrong with the members of a request, in the words that AWS uses:
///
///     2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater
///     than or equal to 1; Value null at 'source' failed to satisfy constraint: Member must not be null
///
/// Nothing when it fits. A member that is null counts as absent. U+0000 is refused in every text, because not every
/// database can hold it. Values that are repeated in the message are escaped and cut short.
[[nodiscard]] std::optional<std::string> find_violations(const boost::json::object& input, const Structure& shape);

}  // namespace baryon::faces::proton
