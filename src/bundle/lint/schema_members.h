#pragma once

#include <span>
#include <vector>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_object.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_member_rules();

/// Reads and checks `properties` and `required` of the schema object at `place`.
[[nodiscard]] std::vector<Property> read_members(std::span<const YamlEntry> keywords, Place place,
                                                 const ObjectPosition& position, SchemaFindings& findings);

}  // namespace baryon::bundle::lint
