#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::bundle {

/// What a YAML document from strangers may cost; passing one is `too_large`, the message says its name.
struct YamlLimits {
  std::size_t yaml_bytes = 2UL * 1024 * 1024;
  std::size_t yaml_depth = 64;        ///< of sequences and maps in each other: the parser recurses
  std::size_t yaml_values = 20'000;   ///< scalars, sequences and maps, those behind an alias counted at each use
  std::size_t yaml_tokens = 100'000;  ///< punctuation characters: what the scanner may have to keep in memory at once
};

/// The first document of `text`. `name` is the file's name for messages, which read `<name>:<line>:<column>: <reason>`.
/// Errors: invalid (no YAML 1.2 as yaml-cpp reads it, no UTF-8, control characters, an alias inside its own anchor),
/// too_large. Using the node wrongly throws YAML::Exception; see `catching_yaml`.
[[nodiscard]] Result<YAML::Node> load_yaml(std::string_view text, std::string_view name, const YamlLimits& limits = {});

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
