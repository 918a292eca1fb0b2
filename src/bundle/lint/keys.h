#pragma once

#include <yaml-cpp/yaml.h>

#include <span>
#include <string_view>

#include "bundle/lint/file_report.h"

namespace baryon::bundle::lint {

/// What a map in a YAML file may hold.
struct MapKeys {
  std::span<const std::string_view> known;
  std::string_view required = {};       ///< one of them; empty: none
  std::string_view required_hint = {};  ///< what to do where it is missing
};

struct KeyRules {
  const Rule& unknown;
  const Rule& twice;
  const Rule& missing;
};

/// Finds keys that are unknown or there twice, and a required key that is missing; each names the key that was probably
/// meant. What is no map has no keys. True where the required key is there. Throws YAML::Exception.
bool check_keys(const YAML::Node& map, const MapKeys& keys, const KeyRules& rules, const FileReport& report);

}  // namespace baryon::bundle::lint
