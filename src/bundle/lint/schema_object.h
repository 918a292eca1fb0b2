#pragma once

#include <span>
#include <string>

#include "bundle/lint/rule.h"
#include "bundle/lint/schema_findings.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

[[nodiscard]] std::span<const Rule> schema_object_rules();

/// Which schema object it is: an entry of `types`, an input, a property of an input that is an object, the items of an
/// input that is an array.
struct ObjectPosition {
  enum class Level : std::uint8_t { type, input, nested, items };

  Level level = Level::type;
  std::string path;  ///< fit for display: `EnvInput`, `vpc_cidr`, `network.cidr`, `zones[]`

  /// `type 'EnvInput'`, `input 'vpc_cidr'`.
  [[nodiscard]] std::string owner() const;
  [[nodiscard]] ObjectPosition property(std::string_view name) const;
  [[nodiscard]] ObjectPosition items() const;
};

/// Reads an entry of `types` and all that lies below it. Format: OpenAPI 3.0.3, "Schema Object".
[[nodiscard]] SchemaType read_schema_type(const YamlEntry& entry, SchemaFindings& findings);

/// Reads any schema object.
[[nodiscard]] Property read_schema_object(const YamlEntry& entry, const ObjectPosition& position,
                                          SchemaFindings& findings);

}  // namespace baryon::bundle::lint
