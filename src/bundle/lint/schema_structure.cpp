#include "bundle/lint/schema_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bundle/lint/schema_findings.h"
#include "bundle/lint/schema_input_types.h"
#include "bundle/lint/schema_object.h"
#include "bundle/yaml_value.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_no_map{
    .id = "schema-no-map",
    .severity = Severity::error,
    .title = "the schema file has no map named schema",
    .why =
        "Everything that AWS Proton reads lies below this key (User Guide, Schema requirements for template bundles)."};

constexpr Rule schema_top_key{.id = "schema-top-key",
                              .severity = Severity::warning,
                              .title = "another key beside schema at the top of the file",
                              .why = "The format has no other key there; what lies below it is not read."};

constexpr Rule schema_format_missing{
    .id = "schema-format-missing",
    .severity = Severity::error,
    .title = "format.openapi is missing",
    .why = "AWS Proton requires it (User Guide, Schema requirements for template bundles)."};

constexpr Rule schema_format_version{
    .id = "schema-format-version",
    .severity = Severity::warning,
    .title = "format.openapi is no version 3.0.x",
    .why = "AWS Proton documents OpenAPI 3.0 schema objects. All published templates have the string \"3.0.0\"."};

constexpr Rule schema_unknown_key{
    .id = "schema-unknown-key",
    .severity = Severity::warning,
    .title = "a key that the format does not have",
    .why =
        "Below `schema` there are `format`, `types` and the three `*_input_type` keys. A misspelt key counts for "
        "nothing."};

constexpr Rule schema_types_missing{
    .id = "schema-types-missing",
    .severity = Severity::error,
    .title = "types is missing",
    .why = "AWS Proton requires it (User Guide, Schema requirements for template bundles)."};

constexpr std::array rules{schema_no_map,         schema_top_key,     schema_format_missing,
                           schema_format_version, schema_unknown_key, schema_types_missing};

constexpr std::array<std::string_view, 5> known_keys{"format", "environment_input_type", "service_input_type",
                                                     "pipeline_input_type", "types"};

constexpr const char* format_hint = "add `format: {openapi: \"3.0.0\"}` below schema";
constexpr const char* types_hint = "describe the inputs below types, one entry for each input type";

/// What to do about a missing key: if one that the format does not have may be meant for it, to rename that one.
std::string rename_or(std::string_view missing, std::span<const YamlEntry> entries,
                      std::span<const std::string_view> known, SchemaFindings& findings, std::string otherwise) {
  for (const auto& entry : entries)
    if (std::ranges::find(known, entry.key->text) == known.end() &&
        findings.nearest_of(entry.key->text, std::array{missing}))
      return fmt::format("rename {} to {}", name_in_quotes(entry.key->text), missing);
  return otherwise;
}

std::vector<std::string> check_keys(std::span<const YamlEntry> entries, std::span<const std::string_view> known,
                                    std::string_view owner, SchemaFindings& findings) {
  std::vector<std::string> unknown;
  for (const auto& entry : entries) {
    const auto& name = entry.key->text;
    if (std::ranges::find(known, name) != known.end()) continue;
    unknown.push_back(name);
    findings.add(schema_unknown_key, entry.key->place,
                 fmt::format("{} has the unknown key {}", owner, name_in_quotes(name)),
                 findings.suggest(name, known, "remove it"));
  }
  return unknown;
}

/// `3.0.` and a number.
bool is_version_3_0(const YamlValue& value) {
  constexpr std::string_view prefix = "3.0.";
  if (!value.is_scalar() || !value.text.starts_with(prefix) || value.text.size() == prefix.size()) return false;
  return std::ranges::all_of(value.text.substr(prefix.size()), [](char c) { return c >= '0' && c <= '9'; });
}

void check_format(const YamlEntry& root, std::span<const YamlEntry> keys, SchemaFindings& findings) {
  constexpr std::array<std::string_view, 1> known{"openapi"};
  const auto* const format = find(keys, "format");
  if (format == nullptr)
    return findings.add(schema_format_missing, root.key->place, "format.openapi is missing",
                        rename_or("format", keys, known_keys, findings, format_hint));
  if (!format->value->is_map())
    return findings.add(schema_format_missing, format->key->place, "format is no map", format_hint);
  const auto entries = findings.entries(*format->value, "format");
  check_keys(entries, known, "format", findings);
  const auto* const version = find(entries, "openapi");
  if (version == nullptr || version->value->is_null())
    return findings.add(schema_format_missing, format->key->place, "format.openapi is missing",
                        rename_or("openapi", entries, known, findings, format_hint));
  if (!is_version_3_0(*version->value))
    findings.add(schema_format_version, version->key->place,
                 fmt::format("format.openapi is {}, no version 3.0.x",
                             version->value->is_scalar() ? name_in_quotes(version->value->text)
                                                         : std::string(to_string(kind_of(*version->value)))),
                 "write \"3.0.0\"");
}

void read_types(const YamlEntry& root, std::span<const YamlEntry> keys, Schema& schema, SchemaFindings& findings) {
  const auto* const types = find(keys, "types");
  if (types == nullptr)
    return findings.add(schema_types_missing, root.key->place, "types is missing",
                        rename_or("types", keys, known_keys, findings, types_hint));
  if (!types->value->is_map())
    return findings.add(schema_types_missing, types->key->place, "types is no map", types_hint);
  const auto entries = findings.entries(*types->value, "types", schema_duplicate_name);
  schema.types.reserve(entries.size());
  for (const auto& entry : entries) schema.types.push_back(read_schema_type(entry, findings));
  check_input_types(schema, findings);
}

}  // namespace

std::span<const Rule> schema_structure_rules() { return rules; }

std::optional<Schema> read_schema_document(const YamlValue& document, Report& report) {
  constexpr std::array<std::string_view, 1> known{"schema"};
  SchemaFindings findings(report);
  const auto top = findings.entries(document, "the file");
  const auto* const root = find(top, "schema");
  if (root == nullptr || !root->value->is_map()) {
    report.add(schema_no_map, {}, {}, no_schema_message,
               root == nullptr ? rename_or("schema", top, known, findings, no_schema_hint) : no_schema_hint);
    return {};
  }
  for (const auto& entry : top)
    if (&entry != root)
      findings.add(schema_top_key, entry.key->place,
                   fmt::format("the key {} stands beside schema", name_in_quotes(entry.key->text)),
                   "remove it, or move it below schema");
  const auto keys = findings.entries(*root->value, "schema");
  Schema schema{.unknown_keys = check_keys(keys, known_keys, "schema", findings)};
  check_format(*root, keys, findings);
  schema.environment = read_input_type(keys, "environment_input_type", findings);
  schema.service = read_input_type(keys, "service_input_type", findings);
  schema.pipeline = read_input_type(keys, "pipeline_input_type", findings);
  read_types(*root, keys, schema, findings);
  return schema;
}

}  // namespace baryon::bundle::lint
