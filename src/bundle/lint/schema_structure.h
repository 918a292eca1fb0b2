#pragma once

#include <optional>
#include <span>

#include "bundle/lint/report.h"
#include "bundle/lint/rule.h"
#include "bundle/schema.h"
#include "bundle/yaml_tree.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_structure_rules();

inline constexpr const char* no_schema_message = "schema/schema.yaml has no map named schema at its top";
inline constexpr const char* no_schema_hint = "begin the file with `schema:`";

/// Reads a schema's document and checks it from its top down: format, input types, and types by way of
/// lint/schema_object.h. Nothing, and a finding of severity error, where it has no map `schema`.
[[nodiscard]] std::optional<Schema> read_schema_document(const YamlValue& document, Report& report);

}  // namespace baryon::bundle::lint
