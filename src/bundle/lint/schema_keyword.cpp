#include "bundle/lint/schema_keyword.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "bundle/lint/pattern.h"
#include "bundle/lint/schema_keyword_table.h"
#include "bundle/lint/schema_type.h"
#include "bundle/yaml_value.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_keyword_unknown{
    .id = "schema-keyword-unknown",
    .severity = Severity::warning,
    .title = "a keyword that OpenAPI does not have",
    .why =
        "Schema objects have a fixed set of keywords (OpenAPI 3.0.3, Schema Object); others count for nothing. Names "
        "that begin with `x-` are free."};

constexpr Rule schema_keyword_shape{
    .id = "schema-keyword-shape",
    .severity = Severity::error,
    .title = "a keyword has a value of the wrong shape",
    .why = "AWS Proton documents OpenAPI 3.0 schema objects, and this is none: see Schema Object in OpenAPI 3.0.3."};

constexpr Rule schema_keyword_unfit{
    .id = "schema-keyword-unfit",
    .severity = Severity::warning,
    .title = "a keyword is for another type",
    .why = "It has no effect there. Published templates have length keywords on numbers, where bounds were meant."};

constexpr Rule schema_combination{
    .id = "schema-combination",
    .severity = Severity::warning,
    .title = "a reference or a combination of schemas",
    .why = "No published template has one, AWS Proton does not document them, and here they are not followed."};

constexpr Rule schema_bounds_crossed{.id = "schema-bounds-crossed",
                                     .severity = Severity::warning,
                                     .title = "a lower bound above the upper one",
                                     .why = "No value fits, so the input cannot be given."};

constexpr Rule schema_pattern_broken{
    .id = "schema-pattern-broken",
    .severity = Severity::warning,
    .title = "a pattern is no regular expression",
    .why =
        "It has to be one of ECMA 262 (OpenAPI 3.0.3, Schema Object). Only brackets, escapes and quantifiers are "
        "looked at."};

constexpr std::array rules{schema_keyword_unknown, schema_keyword_shape,  schema_keyword_unfit,
                           schema_combination,     schema_bounds_crossed, schema_pattern_broken};

bool is_combination(std::string_view name) {
  return name == "$ref" || name == "allOf" || name == "oneOf" || name == "anyOf" || name == "not";
}

std::string shape_hint(const Keyword& keyword, const YamlValue& value) {
  if (keyword.name.starts_with("exclusive") && number_of(value))
    return "OpenAPI 3.0 has the number in minimum or maximum, and true or false here";
  if (keyword.shape == Shape::string && value.is_scalar()) return "put it in quotes";
  const YamlValue plain{.kind = YamlValue::Kind::scalar, .tag = "?", .text = value.text};
  if (value.is_scalar() && has_shape(plain, keyword.shape)) return "write it without quotes";
  return "correct or remove it";
}

void add_unknown(const YamlEntry& entry, const ObjectPosition& position, SchemaFindings& findings) {
  const auto& name = entry.key->text;
  if (name.starts_with("x-")) return;
  const bool may_be_input = position.level == ObjectPosition::Level::type && entry.value->is_map();
  findings.add(schema_keyword_unknown, entry.key->place,
               fmt::format("{} has the unknown keyword {}", position.owner(), name_in_quotes(name)),
               findings.suggest(name, keyword_names(),
                                may_be_input ? "if it is an input, move it below properties" : "remove it"));
}

void read_keyword(const YamlEntry& entry, const Keyword& keyword, Property& property, const std::string& owner,
                  SchemaFindings& findings) {
  const auto place = entry.key->place;
  if (is_combination(keyword.name))
    findings.add(schema_combination, place, fmt::format("{} uses {}", owner, keyword.name), "write out what is meant");
  if (!has_shape(*entry.value, keyword.shape))
    return findings.add(schema_keyword_shape, place,
                        fmt::format("{} of {} has to be {}", keyword.name, owner, to_string(keyword.shape)),
                        shape_hint(keyword, *entry.value));
  if (is_type_name(property.type) && !keyword.fits(property.type))
    return findings.add(schema_keyword_unfit, place,
                        fmt::format("{} of {} has no effect on type {}", keyword.name, owner, property.type),
                        fmt::format("remove it; it is for type {}", keyword.types[0]));
  keyword.store(*entry.value, property);
}

void check_bounds(std::span<const YamlEntry> keywords, const Property& property, const std::string& owner,
                  SchemaFindings& findings) {
  const auto check = [&](std::string_view lower_name, const std::optional<double>& lower, std::string_view upper_name,
                         const std::optional<double>& upper) {
    if (!lower || !upper || *lower <= *upper) return;
    findings.add(schema_bounds_crossed, find(keywords, lower_name)->key->place,
                 fmt::format("{} {} of {} is above {} {}", lower_name, *lower, owner, upper_name, *upper),
                 "no value fits; correct one of the two");
  };
  check("minimum", property.minimum, "maximum", property.maximum);
  check("minLength", property.min_length, "maxLength", property.max_length);
  check("minItems", property.min_items, "maxItems", property.max_items);
  check("minProperties", property.min_properties, "maxProperties", property.max_properties);
}

void check_pattern(std::span<const YamlEntry> keywords, const Property& property, const std::string& owner,
                   SchemaFindings& findings) {
  if (!property.pattern) return;
  if (const auto fault = fault_in_pattern(*property.pattern))
    findings.add(schema_pattern_broken, find(keywords, "pattern")->key->place,
                 fmt::format("pattern of {} is no regular expression: {}", owner, *fault), "correct it");
}

}  // namespace

std::span<const Rule> schema_keyword_rules() { return rules; }

void read_keywords(std::span<const YamlEntry> keywords, Property& property, const ObjectPosition& position,
                   SchemaFindings& findings) {
  const auto owner = position.owner();
  for (const auto& entry : keywords) {
    if (const auto* const keyword = find_keyword(entry.key->text))
      read_keyword(entry, *keyword, property, owner, findings);
    else
      add_unknown(entry, position, findings);
  }
  check_bounds(keywords, property, owner, findings);
  check_pattern(keywords, property, owner, findings);
}

}  // namespace baryon::bundle::lint
