#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bundle/yaml_tree.h"

namespace baryon::bundle {

/// What a value is by the core schema of YAML 1.2.2, 10.3: a plain 5 is a number, a quoted one a string. `yes_no`: a
/// plain `yes`, `no`, `on` or `off`, which readers of YAML 1.1 take for a boolean and those of 1.2 for a string.
enum class ValueKind : std::uint8_t { null, boolean, number, string, yes_no, list, map };

[[nodiscard]] ValueKind kind_of(const YamlValue& value);

/// With its article: `a number`.
[[nodiscard]] std::string_view to_string(ValueKind kind);

/// What a plain scalar of this text would be.
[[nodiscard]] ValueKind kind_of_plain(std::string_view text);

/// Nothing where it is no number, or none that is finite as a double.
[[nodiscard]] std::optional<double> number_of(const YamlValue& value);

/// Nothing where it is neither a boolean nor `yes_no`.
[[nodiscard]] std::optional<bool> boolean_of(const YamlValue& value);

/// The text of a scalar, `null`; lists and maps in flow style.
[[nodiscard]] std::string as_written(const YamlValue& value);

}  // namespace baryon::bundle
