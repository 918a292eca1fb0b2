#include "bundle/lint/schema_value.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <unordered_set>

#include "bundle/yaml_value.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_enum_twice{
    .id = "schema-enum-twice",
    .severity = Severity::warning,
    .title = "enum has a value twice",
    .why = "Its values have to be unique (JSON Schema, from which OpenAPI takes enum); one of them may be a slip."};

constexpr Rule schema_enum_type{
    .id = "schema-enum-type",
    .severity = Severity::warning,
    .title = "a value of enum is not of the input's type",
    .why = "It can never be chosen. In YAML a plain 5 is a number and a quoted one a string."};

constexpr Rule schema_yes_no{
    .id = "schema-yes-no",
    .severity = Severity::note,
    .title = "a plain yes, no, on or off",
    .why = "Readers of YAML 1.1 take these words for booleans, readers of YAML 1.2 for strings."};

constexpr std::array rules{schema_enum_twice, schema_enum_type, schema_yes_no};

bool is_of_type(ValueKind kind, std::string_view type) {
  if (type == "string") return kind == ValueKind::string || kind == ValueKind::yes_no;
  if (type == "boolean") return kind == ValueKind::boolean || kind == ValueKind::yes_no;
  if (type == "number" || type == "integer") return kind == ValueKind::number;
  if (type == "array") return kind == ValueKind::list;
  if (type == "object") return kind == ValueKind::map;
  return true;
}

}  // namespace

std::span<const Rule> schema_value_rules() { return rules; }

bool has_type(const YamlValue& value, const Property& property) {
  const auto kind = kind_of(value);
  if (kind == ValueKind::null && property.is_nullable) return true;
  if (!is_of_type(kind, property.type)) return false;
  if (property.type != "integer") return true;
  const auto number = number_of(value);
  return number && *number == std::floor(*number);
}

std::string type_hint(const YamlValue& value, const Property& property) {
  if (value.is_scalar() && property.type == "string") return "put it in quotes";
  const YamlValue plain{.kind = YamlValue::Kind::scalar, .tag = "?", .text = value.text};
  if (value.is_scalar() && has_type(plain, property)) return "write it without quotes";
  return fmt::format("give a value of type {}", property.type);
}

void check_yes_no(const YamlValue& value, const Property& property, std::string_view subject,
                  SchemaFindings& findings) {
  if (kind_of(value) != ValueKind::yes_no) return;
  findings.add(schema_yes_no, value.place,
               fmt::format("{} is {}, a boolean to some readers of YAML and a string to others", subject, value.text),
               property.type == "boolean" ? "write true or false" : "put it in quotes");
}

void read_enum(std::span<const YamlEntry> keywords, Property& property, const std::string& owner,
               SchemaFindings& findings) {
  const auto* const entry = find(keywords, "enum");
  if (entry == nullptr || entry->value->items.empty()) return;
  auto& values = property.enumeration.emplace();
  values.reserve(entry->value->items.size());
  std::unordered_set<std::string> known;  // with their kinds: 1 and "1" are two values
  for (const auto* const item : entry->value->items) {
    const auto& text = values.emplace_back(as_written(*item));
    const auto kind = kind_of(*item);
    const auto subject = fmt::format("the value {} in enum of {}", name_in_quotes(text), owner);
    check_yes_no(*item, property, subject, findings);
    if (!has_type(*item, property))
      findings.add(schema_enum_type, item->place,
                   fmt::format("{} is {}, but the type is {}", subject, to_string(kind), property.type),
                   type_hint(*item, property));
    if (!known.insert(fmt::format("{} {}", to_string(kind), text)).second)
      findings.add(schema_enum_twice, item->place, fmt::format("{} is there twice", subject), "remove one of the two");
  }
}

}  // namespace baryon::bundle::lint
