#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_findings.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_value_rules();

/// Whether a value is one of the property's type. True where that type is missing or unknown.
[[nodiscard]] bool has_type(const YamlValue& value, const Property& property);

/// How a value that is not of its type may become so.
[[nodiscard]] std::string type_hint(const YamlValue& value, const Property& property);

/// Reports a plain `yes` and the like. `subject`: `the default of input 'x'`.
void check_yes_no(const YamlValue& value, const Property& property, std::string_view subject, SchemaFindings& findings);

/// Reads `enum` into a property whose type is known.
void read_enum(std::span<const YamlEntry> keywords, Property& property, const std::string& owner,
               SchemaFindings& findings);

}  // namespace baryon::bundle::lint
