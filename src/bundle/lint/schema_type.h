#pragma once

#include <span>
#include <string>
#include <string_view>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_object.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_type_rules();

/// Of the types that OpenAPI has.
[[nodiscard]] bool is_type_name(std::string_view type);

/// Reads and checks the keyword `type` of the schema object at `place`: its name as written, or empty.
[[nodiscard]] std::string read_type(std::span<const YamlEntry> keywords, Place place, const ObjectPosition& position,
                                    SchemaFindings& findings);

}  // namespace baryon::bundle::lint
