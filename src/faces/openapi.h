#pragma once

#include <string>

namespace baryon::faces {

/// The description of the JSON API (OpenAPI 3.0.3).
[[nodiscard]] const std::string& openapi_document();

}  // namespace baryon::faces
