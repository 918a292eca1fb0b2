#include "bundle/lint/schema_object.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "bundle/lint/schema_default.h"
#include "bundle/lint/schema_keyword.h"
#include "bundle/lint/schema_members.h"
#include "bundle/lint/schema_type.h"
#include "bundle/lint/schema_value.h"

namespace baryon::bundle::lint {
namespace {

using Level = ObjectPosition::Level;

constexpr Rule schema_type_no_map{
    .id = "schema-type-no-map",
    .severity = Severity::error,
    .title = "an entry of types is no map",
    .why =
        "Each describes the inputs of a template: `type: object` with `properties` (AWS Proton User Guide, Schema "
        "requirements for template bundles)."};

constexpr Rule schema_property_no_map{.id = "schema-property-no-map",
                                      .severity = Severity::error,
                                      .title = "an input or the items of one are no map",
                                      .why = "Each is a schema object (OpenAPI 3.0.3, Schema Object)."};

constexpr Rule schema_array_no_items{
    .id = "schema-array-no-items",
    .severity = Severity::warning,
    .title = "an array does not say of what",
    .why = "`items` has to be there if `type` is `array` (OpenAPI 3.0.3, Schema Object)."};

constexpr Rule schema_no_description{
    .id = "schema-no-description",
    .severity = Severity::note,
    .title = "an input has no description",
    .why = "It is what users see when they fill in the input; nearly all inputs of published templates have one."};

constexpr std::array rules{schema_type_no_map, schema_property_no_map, schema_array_no_items, schema_no_description};

void add_no_map(const YamlEntry& entry, const ObjectPosition& position, SchemaFindings& findings) {
  if (position.level == Level::type)
    return findings.add(schema_type_no_map, entry.key->place, fmt::format("{} is no map", position.owner()),
                        "give it `type: object` and `properties`");
  findings.add(schema_property_no_map, entry.key->place, fmt::format("{} is no map", position.owner()),
               "give it a type, for example `type: string`");
}

void read_items(std::span<const YamlEntry> keywords, Property& property, const ObjectPosition& position,
                SchemaFindings& findings) {
  const auto* const entry = find(keywords, "items");
  if (entry != nullptr)
    property.items.push_back(read_schema_object(*entry, position.items(), findings));
  else if (property.type == "array")
    findings.add(schema_array_no_items, property.place, fmt::format("{} is an array without items", position.owner()),
                 "add `items: {type: string}`");
}

}  // namespace

std::span<const Rule> schema_object_rules() { return rules; }

std::string ObjectPosition::owner() const {
  return fmt::format("{} '{}'", level == Level::type ? "type" : "input", path);
}

ObjectPosition ObjectPosition::property(std::string_view name) const {
  constexpr std::size_t longest = 100;  // bytes shown of each name, so that a path of 64 names stays short
  const auto shown = escape_for_display(name, longest);
  if (level == Level::type) return {.level = Level::input, .path = shown};
  return {.level = Level::nested, .path = path + "." + shown};
}

ObjectPosition ObjectPosition::items() const { return {.level = Level::items, .path = path + "[]"}; }

SchemaType read_schema_type(const YamlEntry& entry, SchemaFindings& findings) {
  const ObjectPosition position{.level = Level::type, .path = escape_for_display(entry.key->text, 100)};
  auto object = read_schema_object(entry, position, findings);
  return {.name = std::move(object.name),
          .place = object.place,
          .description = std::move(object.description),
          .properties = std::move(object.properties)};
}

Property read_schema_object(const YamlEntry& entry, const ObjectPosition& position, SchemaFindings& findings) {
  const bool is_named = position.level != Level::items;
  Property property{.name = is_named ? entry.key->text : "", .place = entry.key->place, .type = {}};
  if (!entry.value->is_map()) {
    add_no_map(entry, position, findings);
    return property;
  }
  const auto owner = position.owner();
  const auto keywords = findings.entries(*entry.value, owner);
  property.type = read_type(keywords, property.place, position, findings);
  read_keywords(keywords, property, position, findings);
  read_enum(keywords, property, owner, findings);
  read_default(keywords, property, owner, findings);
  read_items(keywords, property, position, findings);
  property.properties = read_members(keywords, property.place, position, findings);
  if (position.level == Level::input && property.description.empty())
    findings.add(schema_no_description, property.place, fmt::format("{} has no description", owner),
                 "say what it is for");
  return property;
}

}  // namespace baryon::bundle::lint
