#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bundle/bundle.h"

namespace baryon::registry {

/// How the database keeps the lists of a version: `[{"name":"vpc","major":1}]` and `["DIRECTLY_DEFINED"]`.
[[nodiscard]] std::string to_json(const std::vector<bundle::CompatibleEnvironment>& environments);
[[nodiscard]] std::string to_json(const std::vector<std::string>& texts);

/// Errors: corrupt.
[[nodiscard]] Result<std::vector<bundle::CompatibleEnvironment>> environments_from_json(std::string_view json);
[[nodiscard]] Result<std::vector<std::string>> texts_from_json(std::string_view json);

}  // namespace baryon::registry
