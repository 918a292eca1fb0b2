#include "bundle/lint/schema_keyword_table.h"

#include <algorithm>
#include <cmath>

#include "bundle/yaml_value.h"

namespace baryon::bundle::lint {
namespace {

using Types = std::array<std::string_view, 2>;
constexpr Types all{};
constexpr Types strings{"string"};
constexpr Types numbers{"number", "integer"};
constexpr Types arrays{"array"};
constexpr Types objects{"object"};

// The most frequent first. Of type, items, properties and required the shape is checked where they are read.
constexpr std::array keywords{Keyword{"type"},
                              Keyword{"description", Shape::text, all, &Property::description},
                              Keyword{"default"},
                              Keyword{"title", Shape::text, all, &Property::title},
                              Keyword{"maxLength", Shape::count, strings, &Property::max_length},
                              Keyword{"minLength", Shape::count, strings, &Property::min_length},
                              Keyword{"enum", Shape::values},
                              Keyword{"minimum", Shape::number, numbers, &Property::minimum},
                              Keyword{"pattern", Shape::string, strings, &Property::pattern},
                              Keyword{"maximum", Shape::number, numbers, &Property::maximum},
                              Keyword{"items", Shape::any, arrays},
                              Keyword{"properties", Shape::any, objects},
                              Keyword{"required"},
                              Keyword{"example"},
                              Keyword{"format", Shape::string, all, &Property::format},
                              Keyword{"nullable", Shape::boolean, all, &Property::is_nullable},
                              Keyword{"exclusiveMinimum", Shape::boolean, numbers, &Property::is_minimum_exclusive},
                              Keyword{"exclusiveMaximum", Shape::boolean, numbers, &Property::is_maximum_exclusive},
                              Keyword{"multipleOf", Shape::positive, numbers, &Property::multiple_of},
                              Keyword{"minItems", Shape::count, arrays, &Property::min_items},
                              Keyword{"maxItems", Shape::count, arrays, &Property::max_items},
                              Keyword{"uniqueItems", Shape::boolean, arrays, &Property::has_unique_items},
                              Keyword{"minProperties", Shape::count, objects, &Property::min_properties},
                              Keyword{"maxProperties", Shape::count, objects, &Property::max_properties},
                              Keyword{"additionalProperties", Shape::boolean_or_map, objects},
                              Keyword{"readOnly", Shape::boolean},
                              Keyword{"writeOnly", Shape::boolean},
                              Keyword{"deprecated", Shape::boolean},
                              Keyword{"discriminator", Shape::map},
                              Keyword{"xml", Shape::map},
                              Keyword{"externalDocs", Shape::map},
                              Keyword{"$ref"},
                              Keyword{"allOf", Shape::list},
                              Keyword{"oneOf", Shape::list},
                              Keyword{"anyOf", Shape::list},
                              Keyword{"not", Shape::map}};

constexpr auto names = [] {
  std::array<std::string_view, keywords.size()> all_names;
  std::ranges::transform(keywords, all_names.begin(), &Keyword::name);
  return all_names;
}();

bool is_string(ValueKind kind) { return kind == ValueKind::string || kind == ValueKind::yes_no; }

bool is_count(const YamlValue& value) {
  const auto number = number_of(value);
  return number && *number >= 0 && *number == std::floor(*number);
}

}  // namespace

std::string_view to_string(Shape shape) {
  constexpr std::array<std::string_view, 11> shapes{"anything",
                                                    "a text",
                                                    "a string",
                                                    "a number",
                                                    "a number above 0",
                                                    "a whole number that is not negative",
                                                    "true or false",
                                                    "a list of one value at least",
                                                    "a list",
                                                    "a map",
                                                    "true, false or a map"};
  return shapes[static_cast<std::size_t>(shape)];
}

bool has_shape(const YamlValue& value, Shape shape) {
  switch (shape) {
    case Shape::any:
      return true;
    case Shape::text:
      return value.is_scalar() || value.is_null();
    case Shape::string:
      return is_string(kind_of(value));
    case Shape::number:
      return number_of(value).has_value();
    case Shape::positive:
      return number_of(value).value_or(0) > 0;
    case Shape::count:
      return is_count(value);
    case Shape::boolean:
      return boolean_of(value).has_value();
    case Shape::values:
      return !value.items.empty();
    case Shape::list:
      return value.is_list();
    case Shape::map:
      return value.is_map();
    case Shape::boolean_or_map:
      return value.is_map() || boolean_of(value);
  }
  return false;
}

bool Keyword::fits(std::string_view type) const {
  return types[0].empty() || std::ranges::find(types, type) != types.end();
}

void Keyword::store(const YamlValue& value, Property& property) const {
  if (const auto* const plain_text = std::get_if<std::string Property::*>(&target))
    property.*(*plain_text) = value.text;
  if (const auto* const text = std::get_if<std::optional<std::string> Property::*>(&target))
    property.*(*text) = value.text;
  if (const auto* const number = std::get_if<std::optional<double> Property::*>(&target))
    property.*(*number) = number_of(value);
  if (const auto* const flag = std::get_if<bool Property::*>(&target))
    property.*(*flag) = boolean_of(value).value_or(false);
}

const Keyword* find_keyword(std::string_view name) {
  const auto* const found = std::ranges::find(keywords, name, &Keyword::name);
  return found == keywords.end() ? nullptr : found;
}

std::span<const std::string_view> keyword_names() { return names; }

}  // namespace baryon::bundle::lint
