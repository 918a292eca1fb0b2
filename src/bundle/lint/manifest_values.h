#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>

#include "bundle/lint/file_report.h"
#include "bundle/lint/keys.h"
#include "bundle/lint/manifest_rules.h"
#include "bundle/yaml_document.h"

// Values of a manifest, read with a finding where they are of another kind. They throw YAML::Exception.
namespace baryon::bundle::lint {

/// For keys of a manifest, none of which is required.
inline constexpr KeyRules manifest_key_rules{
    .unknown = manifest_unknown_key, .twice = manifest_key_twice, .missing = manifest_no_templates};

/// A scalar, or an expression of Jinja without quotes (`{{ environment.inputs.x }}`), which reads as a map.
[[nodiscard]] bool is_text(const YAML::Node& node);

/// Reports that `what` has to be `wanted`.
void add_wrong_type(std::string_view what, std::string_view wanted, Place place, const FileReport& report);

/// The scalar under a key; nothing where it is absent, or another value and reported. `map` may be anything.
std::optional<std::string> read_text(const YAML::Node& map, std::string_view key, const FileReport& report);

/// The map under a key likewise.
std::optional<YAML::Node> read_map(const YAML::Node& map, std::string_view key, const FileReport& report);

/// The map under a key, whose values have to be texts.
std::optional<YAML::Node> read_map_of_texts(const YAML::Node& map, std::string_view key, const FileReport& report);

}  // namespace baryon::bundle::lint
