#pragma once

#include <yaml-cpp/yaml.h>

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/limits.h"
#include "bundle/finding.h"
#include "bundle/yaml_fault.h"

namespace baryon::bundle {

/// The first document of `text`. Faults: invalid (no YAML 1.2 as yaml-cpp reads it, no UTF-8, control characters, an
/// alias inside its own anchor), too_large (the reason names one of `YamlLimits`). Using the node wrongly throws
/// YAML::Exception; see `catching_yaml`.
[[nodiscard]] std::expected<YAML::Node, YamlFault> read_yaml(std::string_view text, const YamlLimits& limits = {});

/// The same with an Error whose message begins with the file's `name`.
[[nodiscard]] Result<YAML::Node> load_yaml(std::string_view text, std::string_view name, const YamlLimits& limits = {});

[[nodiscard]] Place place_of(const YAML::Mark& mark);

/// `name:line:column`, or the name alone where the node has no place.
[[nodiscard]] std::string place(std::string_view name, const YAML::Mark& mark);

/// A value of a map with the place of its key, which is never empty as the value may be.
struct KeyedValue {
  YAML::Mark key_mark;
  YAML::Node value;
};

/// Nothing where `map` is no map or has no such key.
[[nodiscard]] std::optional<KeyedValue> find_key(const YAML::Node& map, std::string_view key);

/// The error for something that yaml-cpp threw.
[[nodiscard]] Error yaml_error(std::string_view name, const YAML::Exception& exception);

/// Runs a function that returns a Result and works with nodes; what yaml-cpp throws becomes an error.
template <class Function>
auto catching_yaml(std::string_view name, Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const YAML::Exception& exception) {
    return std::unexpected(yaml_error(name, exception));
  }
}

}  // namespace baryon::bundle
