#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "app/config_loader.h"

namespace baryon::app {

/// An environment with exactly these variables.
[[nodiscard]] inline Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

[[nodiscard]] inline Result<Config> parse(const std::string& yaml, std::map<std::string, std::string> variables = {}) {
  return parse_config(yaml, "baryon.yaml", environment_of(std::move(variables)));
}

}  // namespace baryon::app
