#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_findings.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_input_type_rules();

/// Reads one of the `*_input_type` keys among those below `schema`; nothing where it is not there.
[[nodiscard]] std::optional<InputType> read_input_type(std::span<const YamlEntry> keys, std::string_view key,
                                                       SchemaFindings& findings);

/// Compares the names that input types give with those of the types, both ways.
void check_input_types(const Schema& schema, SchemaFindings& findings);

}  // namespace baryon::bundle::lint
