#include "bundle/lint/schema_default.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "bundle/lint/schema_value.h"
#include "bundle/yaml_value.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_default_empty{
    .id = "schema-default-empty",
    .severity = Severity::warning,
    .title = "a default without a value",
    .why = "In YAML nothing after the colon means null, which fits no type; here it counts as no default."};

constexpr Rule schema_default_type{
    .id = "schema-default-type",
    .severity = Severity::warning,
    .title = "a default is not of the input's type",
    .why =
        "Published templates have such defaults, a quoted \"false\" of a boolean for example; what AWS Proton makes "
        "of them is not documented. In YAML a plain 5 is a number and a quoted one a string."};

constexpr Rule schema_default_enum{.id = "schema-default-enum",
                                   .severity = Severity::warning,
                                   .title = "a default is none of the enum's values",
                                   .why = "Who gives no value gets one that nobody could choose."};

constexpr Rule schema_default_bounds{.id = "schema-default-bounds",
                                     .severity = Severity::warning,
                                     .title = "a default lies outside the input's own bounds",
                                     .why = "Who gives no value gets one that nobody could give."};

constexpr std::array rules{schema_default_empty, schema_default_type, schema_default_enum, schema_default_bounds};

bool is_same(const YamlValue& a, const YamlValue& b) {
  if (const auto x = number_of(a), y = number_of(b); x && y) return *x == *y;
  return as_written(a) == as_written(b);
}

void check_enum(const YamlEntry& entry, std::span<const YamlEntry> keywords, const Property& property,
                const std::string& subject, SchemaFindings& findings) {
  if (!property.enumeration) return;
  const auto& values = find(keywords, "enum")->value->items;
  if (std::ranges::any_of(values, [&](const YamlValue* value) { return is_same(*value, *entry.value); })) return;
  const std::vector<std::string_view> candidates(property.enumeration->begin(), property.enumeration->end());
  findings.add(schema_default_enum, entry.key->place,
               fmt::format("{} is {}, which its enum lacks", subject, name_in_quotes(as_written(*entry.value))),
               findings.suggest(entry.value->text, candidates, "take a value of the enum, or add this one to it"));
}

/// What is measured of a value, and the keywords that bound it.
struct Measure {
  double size;
  std::string text;  ///< `is 5`, `has 5 characters`
  std::string_view lower_name;
  std::optional<double> lower;
  std::string_view upper_name;
  std::optional<double> upper;
  bool is_lower_exclusive = false;
  bool is_upper_exclusive = false;
};

std::optional<Measure> measure(const YamlValue& value, const Property& property) {
  if (const auto number = number_of(value))
    return Measure{.size = *number,
                   .text = fmt::format("is {}", *number),
                   .lower_name = "minimum",
                   .lower = property.minimum,
                   .upper_name = "maximum",
                   .upper = property.maximum,
                   .is_lower_exclusive = property.is_minimum_exclusive,
                   .is_upper_exclusive = property.is_maximum_exclusive};
  if (value.is_list())
    return Measure{.size = static_cast<double>(value.items.size()),
                   .text = fmt::format("has {} items", value.items.size()),
                   .lower_name = "minItems",
                   .lower = property.min_items,
                   .upper_name = "maxItems",
                   .upper = property.max_items};
  if (!value.is_scalar()) return {};
  const auto length = length_in_characters(value.text);
  return Measure{.size = static_cast<double>(length),
                 .text = fmt::format("has {} characters", length),
                 .lower_name = "minLength",
                 .lower = property.min_length,
                 .upper_name = "maxLength",
                 .upper = property.max_length};
}

void check_bounds(const YamlEntry& entry, const Property& property, const std::string& subject,
                  SchemaFindings& findings) {
  const auto measured = measure(*entry.value, property);
  if (!measured) return;
  const auto add = [&](std::string_view relation, std::string_view name, double bound) {
    findings.add(schema_default_bounds, entry.key->place,
                 fmt::format("{} {}, {} its {} {}", subject, measured->text, relation, name, bound),
                 "correct one of the two");
  };
  const auto& [size, text, lower_name, lower, upper_name, upper, is_lower_exclusive, is_upper_exclusive] = *measured;
  if (lower && size < *lower) add("below", lower_name, *lower);
  if (lower && size == *lower && is_lower_exclusive) add("not above", lower_name, *lower);
  if (upper && size > *upper) add("above", upper_name, *upper);
  if (upper && size == *upper && is_upper_exclusive) add("not below", upper_name, *upper);
}

}  // namespace

std::span<const Rule> schema_default_rules() { return rules; }

void read_default(std::span<const YamlEntry> keywords, Property& property, const std::string& owner,
                  SchemaFindings& findings) {
  const auto* const entry = find(keywords, "default");
  if (entry == nullptr) return;
  const auto& value = *entry->value;
  const auto place = entry->key->place;
  const auto subject = "the default of " + owner;
  if (value.is_null() && !property.is_nullable)
    return findings.add(schema_default_empty, place, subject + " is empty",
                        "give a value, \"\" for an empty string, or remove it");
  property.default_value = as_written(value);
  check_yes_no(value, property, subject, findings);
  if (!has_type(value, property))
    return findings.add(schema_default_type, place,
                        fmt::format("{} is {}, but the type is {}", subject, to_string(kind_of(value)), property.type),
                        type_hint(value, property));
  check_enum(*entry, keywords, property, subject, findings);
  check_bounds(*entry, property, subject, findings);
}

}  // namespace baryon::bundle::lint
