#include "bundle/lint/schema_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace baryon::bundle::lint {
namespace {

using Level = ObjectPosition::Level;

constexpr Rule schema_type_no_object{
    .id = "schema-type-no-object",
    .severity = Severity::error,
    .title = "an entry of types is not of type object",
    .why = "AWS Proton requires `type: object` there (User Guide, Schema requirements for template bundles)."};

constexpr Rule schema_property_no_type{.id = "schema-property-no-type",
                                       .severity = Severity::warning,
                                       .title = "an input has no type",
                                       .why = "Then any value fits. Every input of a published template has a type."};

constexpr Rule schema_property_type_unknown{
    .id = "schema-property-type-unknown",
    .severity = Severity::error,
    .title = "an input is of a type that OpenAPI does not have",
    .why =
        "The types are `string`, `number`, `integer`, `boolean`, `array` and `object` (OpenAPI 3.0.3, Data Types); "
        "a list of types came with version 3.1."};

constexpr Rule schema_property_type_rare{
    .id = "schema-property-type-rare",
    .severity = Severity::note,
    .title = "an input is an integer or an object",
    .why =
        "OpenAPI has these types, but no published template uses them, so nobody has shown that AWS Proton takes "
        "them."};

constexpr Rule schema_array_items_rare{
    .id = "schema-array-items-rare",
    .severity = Severity::note,
    .title = "an array of something else than strings",
    .why = "No published template has one, so nobody has shown that AWS Proton takes it."};

constexpr std::array rules{schema_type_no_object, schema_property_no_type, schema_property_type_unknown,
                           schema_property_type_rare, schema_array_items_rare};

constexpr std::array<std::string_view, 6> types{"string", "number", "integer", "boolean", "array", "object"};
constexpr const char* types_hint = "the types are string, number, integer, boolean, array and object";

/// Keywords that may tell a type in place of `type`.
bool has_combination(std::span<const YamlEntry> keywords) {
  constexpr std::array<std::string_view, 4> names{"$ref", "allOf", "oneOf", "anyOf"};
  return std::ranges::any_of(names, [&](std::string_view name) { return find(keywords, name) != nullptr; });
}

void add_missing(Place place, const ObjectPosition& position, SchemaFindings& findings) {
  if (position.level == Level::type)
    return findings.add(schema_type_no_object, place, fmt::format("{} has no `type: object`", position.owner()),
                        "add it");
  findings.add(schema_property_no_type, place, fmt::format("{} has no type", position.owner()),
               "add one: string, number, boolean or array");
}

void add_rare(std::string_view type, Place place, const ObjectPosition& position, SchemaFindings& findings) {
  if (position.level == Level::items) {
    if (type != "string")
      findings.add(schema_array_items_rare, place, fmt::format("{} is of type {}", position.owner(), type),
                   "try it before you rely on it");
  } else if (type == "integer") {
    findings.add(schema_property_type_rare, place, fmt::format("{} is of type integer", position.owner()),
                 "number is what published templates use");
  } else if (type == "object") {
    findings.add(schema_property_type_rare, place, fmt::format("{} is of type object", position.owner()),
                 "published templates have several plain inputs instead");
  }
}

}  // namespace

std::span<const Rule> schema_type_rules() { return rules; }

bool is_type_name(std::string_view type) { return std::ranges::find(types, type) != types.end(); }

std::string read_type(std::span<const YamlEntry> keywords, Place place, const ObjectPosition& position,
                      SchemaFindings& findings) {
  const auto* const entry = find(keywords, "type");
  if (entry == nullptr || entry->value->is_null()) {
    if (!has_combination(keywords)) add_missing(place, position, findings);
    return {};
  }
  const auto where = entry->key->place;
  const auto& type = entry->value->text;
  if (position.level == Level::type) {
    if (type != "object")
      findings.add(schema_type_no_object, where, fmt::format("{} has to be of type object", position.owner()),
                   "write `type: object`");
    return type;
  }
  if (!entry->value->is_scalar()) {
    findings.add(schema_property_type_unknown, where, fmt::format("the type of {} is no name", position.owner()),
                 "name one type; OpenAPI 3.0 has no lists of types");
  } else if (!is_type_name(type)) {
    findings.add(schema_property_type_unknown, where,
                 fmt::format("{} is of the unknown type {}", position.owner(), name_in_quotes(type)),
                 findings.suggest(type, types, types_hint));
  } else {
    add_rare(type, where, position, findings);
  }
  return type;
}

}  // namespace baryon::bundle::lint
