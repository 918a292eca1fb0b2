#include "bundle/lint/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "bundle/lint/schema_default.h"
#include "bundle/lint/schema_findings.h"
#include "bundle/lint/schema_input_types.h"
#include "bundle/lint/schema_keyword.h"
#include "bundle/lint/schema_members.h"
#include "bundle/lint/schema_object.h"
#include "bundle/lint/schema_structure.h"
#include "bundle/lint/schema_type.h"
#include "bundle/lint/schema_value.h"
#include "bundle/yaml_tree.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_missing{
    .id = "schema-missing",
    .severity = Severity::error,
    .title = "there is no schema/schema.yaml",
    .why = "AWS Proton requires it in every template bundle, under this name (User Guide, Template bundles)."};

constexpr Rule schema_unreadable{.id = "schema-unreadable",
                                 .severity = Severity::error,
                                 .title = "the schema cannot be read as YAML",
                                 .why =
                                     "AWS Proton requires valid YAML (User Guide, Template bundles). Documents that "
                                     "would cost too much to read are refused as well; the limits are generous."};

constexpr Rule schema_long{
    .id = "schema-long",
    .severity = Severity::warning,
    .title = "the schema has more than 51,200 characters",
    .why = "AWS Proton's API hands schemas out up to this length (API Reference, EnvironmentTemplateVersion)."};

constexpr std::array rules{schema_missing, schema_unreadable, schema_long};

constexpr std::size_t longest = 51'200;  // characters; see `schema_long`

/// The file that was probably meant for the schema.
std::optional<std::string_view> misnamed(const Subject& subject) {
  constexpr std::size_t longest_path = 40;  // of a path that is like schema/schema.yaml
  std::vector<std::string_view> paths;
  for (const auto& file : subject.files()) {
    if (file.path == "schema/schema.yml" || file.path == "schema.yaml" || file.path == "schema.yml") return file.path;
    if (file.path.size() <= longest_path) paths.emplace_back(file.path);
  }
  return nearest(schema_path, paths);
}

}  // namespace

RuleGroup schema_rules() {
  static const auto all = [] {
    std::vector<Rule> joined(rules.begin(), rules.end());
    for (const auto group : {schema_map_rules(), schema_structure_rules(), schema_input_type_rules(),
                             schema_kind_rules(), schema_object_rules(), schema_type_rules(), schema_member_rules(),
                             schema_keyword_rules(), schema_value_rules(), schema_default_rules()})
      joined.insert(joined.end(), group.begin(), group.end());
    return joined;
  }();
  return {.title = "Schemas", .rules = all};
}

Result<std::optional<Schema>> read_schema(const Subject& subject, Report& report) {
  const auto* const file = subject.find(schema_path);
  if (file == nullptr) {
    const auto found = misnamed(subject);
    report.add(schema_missing, {}, {}, fmt::format("{} is missing", schema_path),
               found ? fmt::format("rename {} to it", escape_for_display(*found))
                     : "every template has one; a directory that is no template should not be named like a version");
    return std::nullopt;
  }
  BARYON_TRY(const auto text, subject.text(*file));
  return read_schema_text(text, report);
}

std::optional<Schema> read_schema_text(std::string_view text, Report& report) {
  const auto tree = read_yaml_tree(text);
  if (!tree) {
    const auto& fault = tree.error();
    report.add(schema_unreadable, std::string(schema_path), fault.place, fault.reason, fault.hint);
    return {};
  }
  if (const auto length = length_in_characters(text); length > longest)
    report.add(schema_long, std::string(schema_path), {},
               fmt::format("the schema has {} characters, more than {}", length, longest), "shorten it");
  return read_schema_document(tree->root(), report);
}

}  // namespace baryon::bundle::lint
