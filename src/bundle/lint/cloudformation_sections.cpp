#include "bundle/lint/cloudformation_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "bundle/lint/cloudformation_rules.h"
#include "bundle/lint/one_of.h"

namespace baryon::bundle::lint {
namespace {

using Kind = YamlOutline::Kind;

// CloudFormation User Guide, "Template sections"; Globals belongs to the transform AWS::Serverless.
constexpr auto sections = std::to_array<std::string_view>({"AWSTemplateFormatVersion", "Description", "Metadata",
                                                           "Parameters", "Rules", "Mappings", "Conditions", "Transform",
                                                           "Resources", "Outputs", "Hooks", "Globals"});

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// `AWS::EC2::VPC`, `Custom::Name`, `Vendor::Service::Resource::MODULE`.
bool looks_like_type(std::string_view type) {
  const auto is_part_character = [](char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '@'; };
  std::size_t parts = 0;
  for (;; ++parts) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(type, is_part_character) - type.begin());
    if (length == 0) return false;
    type.remove_prefix(length);
    if (type.empty()) return parts >= 1;
    if (!type.starts_with("::")) return false;
    type.remove_prefix(2);
  }
}

void check_names(const CloudFormationView& view) {
  for (const auto entry : view.outline.entries(0)) {
    const auto name = view.known_text(entry.key);
    if (name.empty() || is_one_of(name, sections) || name.starts_with("Fn::")) continue;
    view.add(cfn_section, entry.key, fmt::format("CloudFormation has no section '{}'", escape_for_display(name)),
             view.near_miss.hint(name, sections, "move it below Metadata, or remove it"));
  }
}

void check_version(const CloudFormationView& view) {
  const auto entry = view.outline.find(0, "AWSTemplateFormatVersion");
  if (!entry) return;
  const auto version = view.known_text(entry->value);
  if (version.empty() || version == "2010-09-09" || !view.is_certain(*entry)) return;
  view.add(cfn_format_version, entry->value,
           fmt::format("AWSTemplateFormatVersion is '{}'", escape_for_display(version)), "write \"2010-09-09\"");
}

void check_parameters(const CloudFormationView& view) {
  const auto section = view.outline.find(0, "Parameters");
  if (!section) return;
  for (const auto entry : view.outline.entries(section->value)) {
    if (!view.is_whole(entry) || view.outline.find(entry.value, "Default")) continue;
    view.add(
        cfn_parameter_without_default, entry.key,
        fmt::format("nothing gives a value to the parameter '{}'", escape_for_display(view.outline.text(entry.key))),
        "make it an input of the schema, or give it a default");
  }
}

void check_type(const CloudFormationView& view, YamlOutline::Entry resource) {
  const auto type = view.outline.find(resource.value, "Type");
  const auto name = escape_for_display(view.outline.text(resource.key));
  if (!type) {
    if (view.is_whole(resource))
      view.add(view.is_certain(resource) ? cfn_resource_type : cfn_resource_type_uncertain, resource.key,
               fmt::format("the resource '{}' has no Type", name), "write Type: AWS::<service>::<resource>");
    return;
  }
  const auto text = view.outline.text(type->value);
  if (holds_placeholder(text) || looks_like_type(text)) return;
  view.add(cfn_type_name, type->value,
           fmt::format("'{}' does not look like the type of a resource", escape_for_display(text)),
           "write AWS::<service>::<resource>");
}

void check_resources(const CloudFormationView& view) {
  const auto& outline = view.outline;
  const auto section = outline.find(0, "Resources");
  const auto entries = section ? outline.entries(section->value) : std::vector<YamlOutline::Entry>();
  if (entries.empty()) {
    const auto& rule = view.canvas.is_certain() ? cfn_resources : cfn_resources_uncertain;
    const auto* const hint = "describe at least one resource";
    if (section)
      view.add(rule, section->key, "the section Resources is empty", hint);
    else
      view.report.add(rule, view.file.path, {}, "the template has no section Resources", hint);
  }
  for (const auto entry : entries)
    if (!outline.text(entry.key).starts_with("Fn::")) check_type(view, entry);
}

}  // namespace

void check_cloudformation_sections(const CloudFormationView& view) {
  check_names(view);
  check_version(view);
  check_parameters(view);
  check_resources(view);
}

CloudFormationOutputs cloudformation_outputs(const CloudFormationView& view) {
  CloudFormationOutputs outputs{.names = {}, .is_whole = view.has_all_branches};
  const auto section = view.outline.find(0, "Outputs");
  if (!section) {
    outputs.is_whole = outputs.is_whole && view.canvas.insertions.empty();
    return outputs;
  }
  const auto begin = view.outline.offset(section->key);
  if (view.canvas.has_insertion_between(begin, view.end_of(section->value))) outputs.is_whole = false;
  for (const auto entry : view.outline.entries(section->value)) {
    const auto name = view.known_text(entry.key);
    if (name.empty() || name.starts_with("Fn::"))
      outputs.is_whole = false;
    else
      outputs.names.emplace_back(name);
  }
  std::ranges::sort(outputs.names);
  const auto repeated = std::ranges::unique(outputs.names);
  outputs.names.erase(repeated.begin(), repeated.end());
  return outputs;
}

}  // namespace baryon::bundle::lint
