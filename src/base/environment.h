#pragma once

#include <functional>
#include <optional>
#include <string>

namespace baryon {

/// Gives the value of an environment variable, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// That of this process.
[[nodiscard]] Environment process_environment();

}  // namespace baryon
