#pragma once

#include <span>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_object.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_keyword_rules();

/// Reads the keywords of a schema object, whose type is known, into `property`, and checks their shape, their fitness
/// for the type, and bounds against each other. Keywords: OpenAPI 3.0.3, "Schema Object", and `x-` extensions. Left to
/// others: `type`, `enum` and `default`, `items`, `properties` and `required`.
void read_keywords(std::span<const YamlEntry> keywords, Property& property, const ObjectPosition& position,
                   SchemaFindings& findings);

}  // namespace baryon::bundle::lint
