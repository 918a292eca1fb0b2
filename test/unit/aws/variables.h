#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/environment.h"

namespace baryon::aws {

/// An environment of these variables only.
[[nodiscard]] inline Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace baryon::aws
