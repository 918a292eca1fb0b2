#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::bundle {

inline constexpr std::string_view schema_path = "schema/schema.yaml";

/// A `*_input_type` key of a schema.
struct InputType {
  std::string name;
  int line = 0;  ///< of the key, from 1
};

/// What registration needs to know of `schema/schema.yaml`. The rules about `format`, `types` and their properties
/// belong to lint, which reads the text anew.
struct Schema {
  std::optional<InputType> environment = {};
  std::optional<InputType> service = {};
  std::optional<InputType> pipeline = {};
};

/// Reads the text of a schema. Errors: invalid (no YAML, no `schema` map in it, an input type that is no name),
/// too_large; messages begin with `schema/schema.yaml:<line>:<column>`. Format: AWS Proton User Guide, "Schema
/// requirements for template bundles".
[[nodiscard]] Result<Schema> parse_schema(std::string_view text);

}  // namespace baryon::bundle
