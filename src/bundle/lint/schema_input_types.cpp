#include "bundle/lint/schema_input_types.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_input_type_no_name{
    .id = "schema-input-type-no-name",
    .severity = Severity::error,
    .title = "an input type names no type",
    .why =
        "Its value has to be the name of an entry of `types` (AWS Proton User Guide, Schema requirements for template "
        "bundles)."};

constexpr Rule schema_input_type_unknown{
    .id = "schema-input-type-unknown",
    .severity = Severity::error,
    .title = "an input type names an entry that types lacks",
    .why =
        "AWS Proton finds the inputs of a template by this name (User Guide, Schema requirements for template "
        "bundles)."};

constexpr Rule schema_type_unused{.id = "schema-type-unused",
                                  .severity = Severity::note,
                                  .title = "a type that no input type names",
                                  .why = "Its inputs can never be given. No published template has one."};

constexpr std::array rules{schema_input_type_no_name, schema_input_type_unknown, schema_type_unused};

/// Whether every input type there is names an entry, so that the entries left over are superfluous.
bool check_names(const Schema& schema, SchemaFindings& findings) {
  std::vector<std::string_view> names;
  names.reserve(schema.types.size());
  for (const auto& type : schema.types) names.push_back(type.name);
  bool are_known = schema.environment || schema.service || schema.pipeline;
  const auto check = [&](std::string_view key, const std::optional<InputType>& input) {
    if (!input || schema.type(input) != nullptr) return;
    are_known = false;
    if (input->name.empty()) return;
    findings.add(schema_input_type_unknown, input->place,
                 fmt::format("{} names {}, which types lacks", key, name_in_quotes(input->name)),
                 findings.suggest(input->name, names, "name an entry of types, or add it there"));
  };
  check("environment_input_type", schema.environment);
  check("service_input_type", schema.service);
  check("pipeline_input_type", schema.pipeline);
  return are_known;
}

void check_unused(const Schema& schema, SchemaFindings& findings) {
  for (const auto& type : schema.types) {
    const auto names_it = [&](const std::optional<InputType>& input) { return input && input->name == type.name; };
    if (names_it(schema.environment) || names_it(schema.service) || names_it(schema.pipeline)) continue;
    findings.add(schema_type_unused, type.place, fmt::format("no input type names type {}", name_in_quotes(type.name)),
                 "remove it, or name it in an input type");
  }
}

}  // namespace

std::span<const Rule> schema_input_type_rules() { return rules; }

std::optional<InputType> read_input_type(std::span<const YamlEntry> keys, std::string_view key,
                                         SchemaFindings& findings) {
  const auto* const entry = find(keys, key);
  if (entry == nullptr) return {};
  InputType input{.name = entry->value->text, .place = entry->key->place};
  if (input.name.empty())
    findings.add(schema_input_type_no_name, input.place, fmt::format("{} has to name a type", key),
                 "give the name of an entry under types");
  return input;
}

void check_input_types(const Schema& schema, SchemaFindings& findings) {
  if (check_names(schema, findings)) check_unused(schema, findings);
}

}  // namespace baryon::bundle::lint
