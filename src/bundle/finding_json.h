#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string_view>
#include <vector>

#include "base/error.h"
#include "bundle/finding.h"

namespace baryon::bundle {

/// `{"rule", "severity", "file", "line", "column", "message", "hint"}`; what is not known is null.
[[nodiscard]] boost::json::object to_json(const Finding& finding);
[[nodiscard]] boost::json::array to_json(const std::vector<Finding>& findings);

/// Reads what the other wrote. Errors: corrupt.
[[nodiscard]] Result<std::vector<Finding>> findings_from_json(std::string_view text);

}  // namespace baryon::bundle
