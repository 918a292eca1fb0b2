#include "bundle/lint/schema_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace baryon::bundle::lint {
namespace {

using Level = ObjectPosition::Level;

constexpr Rule schema_type_no_properties{
    .id = "schema-type-no-properties",
    .severity = Severity::warning,
    .title = "a type without properties",
    .why =
        "A template has one input at least, whose name its infrastructure files use (AWS Proton User Guide, Schema "
        "requirements for template bundles)."};

constexpr Rule schema_properties_no_map{
    .id = "schema-properties-no-map",
    .severity = Severity::error,
    .title = "properties is no map",
    .why = "It maps the names of inputs to schema objects (OpenAPI 3.0.3, Schema Object)."};

constexpr Rule schema_name_long{
    .id = "schema-name-long",
    .severity = Severity::error,
    .title = "the name of an input has more than 100 characters",
    .why = "AWS Proton checks this when it provisions (User Guide, Parameters), so no input would ever help."};

constexpr Rule schema_name_unusable{
    .id = "schema-name-unusable",
    .severity = Severity::warning,
    .title = "the name of an input is no identifier",
    .why =
        "`environment.inputs.x` in Jinja and `var.environment.inputs.x` in Terraform want letters, digits and "
        "underscores, and no digit first."};

constexpr Rule schema_required_no_names{
    .id = "schema-required-no-names",
    .severity = Severity::error,
    .title = "required is no list of names",
    .why =
        "It is a list of strings beside `properties` (OpenAPI 3.0.3, Schema Object); `required: true` inside an input "
        "belongs to older drafts of JSON Schema."};

constexpr Rule schema_required_unknown{.id = "schema-required-unknown",
                                       .severity = Severity::warning,
                                       .title = "required names an input that is not defined",
                                       .why = "Users would have to give a value of which nothing is known."};

constexpr Rule schema_required_twice{
    .id = "schema-required-twice",
    .severity = Severity::note,
    .title = "required names an input twice",
    .why =
        "The names have to be unique (OpenAPI 3.0.3, Schema Object, by way of JSON Schema), though it does no harm."};

constexpr Rule schema_required_default{
    .id = "schema-required-default",
    .severity = Severity::note,
    .title = "a required input has a default",
    .why =
        "AWS Proton asks users only for required inputs without a default (User Guide, Schema requirements for "
        "template bundles)."};

constexpr std::array rules{schema_type_no_properties, schema_properties_no_map, schema_name_long,
                           schema_name_unusable,      schema_required_no_names, schema_required_unknown,
                           schema_required_twice,     schema_required_default};

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, is_part);
}

void check_name(const YamlValue& key, const ObjectPosition& position, SchemaFindings& findings) {
  constexpr std::size_t longest = 100;  // characters (AWS Proton User Guide, "Parameters")
  if (position.level == Level::input && length_in_characters(key.text) > longest)
    findings.add(schema_name_long, key.place,
                 fmt::format("the name of {} has {} characters, more than {}", position.owner(),
                             length_in_characters(key.text), longest),
                 "shorten it");
  if (!is_identifier(key.text))
    findings.add(schema_name_unusable, key.place,
                 fmt::format("{} cannot be named in Jinja or Terraform expressions", position.owner()),
                 "use letters, digits and underscores, and begin with no digit");
}

std::vector<Property> read_properties(std::span<const YamlEntry> keywords, Place place, const ObjectPosition& position,
                                      SchemaFindings& findings) {
  const auto* const entry = find(keywords, "properties");
  if (entry != nullptr && !entry->value->is_map() && !entry->value->is_null()) {
    findings.add(schema_properties_no_map, entry->key->place,
                 fmt::format("properties of {} is no map", position.owner()),
                 "write each input as `name: {type: string}`");
    return {};
  }
  std::vector<Property> properties;
  if (entry != nullptr) {
    const auto entries = findings.entries(*entry->value, position.owner(), schema_duplicate_name);
    properties.reserve(entries.size());
    for (const auto& one : entries) {
      const auto inner = position.property(one.key->text);
      check_name(*one.key, inner, findings);
      properties.push_back(read_schema_object(one, inner, findings));
    }
  }
  if (properties.empty() && position.level == Level::type)
    findings.add(schema_type_no_properties, entry == nullptr ? place : entry->key->place,
                 fmt::format("{} has no properties", position.owner()), "define one input at least");
  return properties;
}

/// The names that `required` lists, each once.
std::vector<const YamlValue*> read_required(const YamlEntry& entry, const ObjectPosition& position,
                                            SchemaFindings& findings) {
  const auto add_no_names = [&](Place place) {
    const bool is_of_draft_3 = position.level != Level::type && entry.value->is_scalar();
    findings.add(
        schema_required_no_names, place, fmt::format("required of {} has to be a list of names", position.owner()),
        is_of_draft_3 ? "list the input under `required` beside `properties` instead" : "list the names of inputs");
  };
  std::vector<const YamlValue*> names;
  if (!entry.value->is_list()) {
    add_no_names(entry.key->place);
    return names;
  }
  std::unordered_set<std::string_view> known;
  for (const auto* const item : entry.value->items) {
    if (!item->is_scalar())
      add_no_names(item->place);
    else if (known.insert(item->text).second)
      names.push_back(item);
    else
      findings.add(schema_required_twice, item->place,
                   fmt::format("required of {} names {} twice", position.owner(), name_in_quotes(item->text)),
                   "remove one of the two");
  }
  return names;
}

void mark_required(const YamlEntry& required, std::vector<Property>& properties, const ObjectPosition& position,
                   SchemaFindings& findings) {
  std::unordered_map<std::string_view, Property*> by_name;
  std::vector<std::string_view> names;
  for (auto& property : properties) {
    by_name.emplace(property.name, &property);
    names.emplace_back(property.name);
  }
  for (const auto* const name : read_required(required, position, findings)) {
    const auto found = by_name.find(name->text);
    if (found != by_name.end())
      found->second->is_required = true;
    else
      findings.add(
          schema_required_unknown, name->place,
          fmt::format("required of {} names {}, which is not defined", position.owner(), name_in_quotes(name->text)),
          findings.suggest(name->text, names, "define it under properties, or remove it"));
  }
}

}  // namespace

std::span<const Rule> schema_member_rules() { return rules; }

std::vector<Property> read_members(std::span<const YamlEntry> keywords, Place place, const ObjectPosition& position,
                                   SchemaFindings& findings) {
  auto properties = read_properties(keywords, place, position, findings);
  if (const auto* const required = find(keywords, "required")) mark_required(*required, properties, position, findings);
  for (const auto& property : properties)
    if (property.is_required && property.default_value)
      findings.add(
          schema_required_default, property.place,
          fmt::format("{} is required, but its default makes it optional", position.property(property.name).owner()),
          "remove the default, or the name from required");
  return properties;
}

}  // namespace baryon::bundle::lint
