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
  std::string name;  ///< of the entry under `types`; empty where the key names none
  Place place;       ///< of the key
};

/// One input: a property of an input type, or of a property of type `object`; or the items of an array. Keywords that
/// are absent, or whose value cannot be read, are empty; the rules in lint/schema*.cpp say so.
struct Property {
  std::string name;          ///< empty for items
  Place place;               ///< of its key
  std::string type;          ///< as written: `string`, `number`, `integer`, `boolean`, `array`, `object` if all is well
  bool is_required = false;  ///< listed in `required`; see `needs_value`
  bool is_nullable = false;
  std::optional<std::string> default_value = {};  ///< as written; lists and maps as flow YAML
  std::optional<std::vector<std::string>> enumeration = {};
  std::optional<double> minimum = {};
  std::optional<double> maximum = {};
  bool is_minimum_exclusive = false;
  bool is_maximum_exclusive = false;
  std::optional<double> multiple_of = {};
  std::optional<double> min_length = {};
  std::optional<double> max_length = {};
  std::optional<double> min_items = {};
  std::optional<double> max_items = {};
  bool has_unique_items = false;
  std::optional<double> min_properties = {};
  std::optional<double> max_properties = {};
  std::optional<std::string> pattern = {};
  std::optional<std::string> format = {};
  std::string title = {};
  std::string description = {};
  std::vector<Property> items = {};       ///< of an array: one, or none where there is no `items`
  std::vector<Property> properties = {};  ///< of an object

  /// Whether users have to give it: a default makes a required input optional (AWS Proton User Guide).
  [[nodiscard]] bool needs_value() const { return is_required && !default_value; }
};

/// An entry under `types`.
struct SchemaType {
  std::string name;
  Place place;
  std::string description = {};
  std::vector<Property> properties = {};
};

/// `schema/schema.yaml` as a value. Format: AWS Proton User Guide, "Schema requirements for template bundles"; types
/// are schema objects of OpenAPI 3.0. Of names that occur twice the first one counts.
struct Schema {
  std::optional<InputType> environment = {};
  std::optional<InputType> service = {};
  std::optional<InputType> pipeline = {};
  std::vector<SchemaType> types = {};
  std::vector<std::string> unknown_keys = {};  ///< below `schema`: one of them may be a misspelt input type

  /// The entry that an input type names; null where there is none.
  [[nodiscard]] const SchemaType* type(const std::optional<InputType>& input) const;
};

/// Reads the text of a schema as far as it can be read, for comparing one that is registered already. Errors: invalid
/// and too_large (no YAML, no map `schema`). `lint::read_schema` also says what is wrong with the rest.
[[nodiscard]] Result<Schema> parse_schema(std::string_view text);

}  // namespace baryon::bundle
