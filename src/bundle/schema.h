#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "bundle/finding.h"

namespace baryon::bundle {

inline constexpr std::string_view schema_path = "schema/schema.yaml";

/// A `*_input_type` key of a schema.
struct InputType {
  std::string name;  ///< of the entry under `types`
  Place place;       ///< of the key
};

/// One input: a property of an input type, or of a property of type `object`. Keywords that are absent, or whose value
/// cannot be read, are empty; the rules in lint/schema.cpp say so.
struct Property {
  std::string name;
  Place place;       ///< of its key
  std::string type;  ///< `string`, `number`, `integer`, `boolean`, `array`, `object`
  bool is_required = false;
  std::optional<std::string> default_value = {};  ///< as written; lists and maps as flow YAML
  std::optional<std::vector<std::string>> enumeration = {};
  std::optional<double> minimum = {};
  std::optional<double> maximum = {};
  std::optional<double> min_length = {};
  std::optional<double> max_length = {};
  std::optional<double> min_items = {};
  std::optional<double> max_items = {};
  std::optional<std::string> pattern = {};
  std::optional<std::string> format = {};
  std::string title = {};
  std::string description = {};
  std::string item_type = {};             ///< of an array: `items.type`
  std::vector<Property> properties = {};  ///< of an object
};

/// An entry under `types`.
struct SchemaType {
  std::string name;
  Place place;
  std::string description = {};
  std::vector<Property> properties;
};

/// `schema/schema.yaml` as a value. Format: AWS Proton User Guide, "Schema requirements for template bundles"; types
/// are schema objects of OpenAPI 3.0.
struct Schema {
  std::optional<InputType> environment = {};
  std::optional<InputType> service = {};
  std::optional<InputType> pipeline = {};
  std::vector<SchemaType> types = {};

  /// The entry that an input type names; null where there is none.
  [[nodiscard]] const SchemaType* type(const std::optional<InputType>& input) const;
};

/// Reads the text of a schema as far as it can be read, for comparing one that is registered already. Errors: invalid
/// and too_large (no YAML, no map `schema`). `lint::read_schema` also says what is wrong with the rest.
[[nodiscard]] Result<Schema> parse_schema(std::string_view text);

}  // namespace baryon::bundle
