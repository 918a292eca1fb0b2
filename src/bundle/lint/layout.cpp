#include "bundle/lint/layout.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "bundle/infrastructure.h"
#include "bundle/lint/layout_rules.h"
#include "bundle/lint/stray_entries.h"
#include "bundle/registration_file.h"

namespace baryon::bundle::lint {
namespace {

bool has(const Subject& subject, Role role) { return !subject.below(directory_of(role)).empty(); }

struct Signs {
  std::vector<std::string> environment;
  std::vector<std::string> service;
};

void add_input_types(Signs& signs, const Schema& schema) {
  const auto note = [](std::vector<std::string>& list, const std::optional<InputType>& type, std::string_view key) {
    if (type) list.push_back(fmt::format("{} in {}:{}", key, schema_path, type->place.line));
  };
  note(signs.environment, schema.environment, "environment_input_type");
  note(signs.service, schema.service, "service_input_type");
  note(signs.service, schema.pipeline, "pipeline_input_type");
}

Signs signs_of_kind(const Subject& subject, const Schema* schema) {
  Signs signs;
  if (schema != nullptr) add_input_types(signs, *schema);
  for (const auto role : all_roles)
    if (has(subject, role))
      (role == Role::environment ? signs.environment : signs.service).push_back(fmt::format("{}/", directory_of(role)));
  return signs;
}

void check_service(const Subject& subject, const Schema* schema, Report& report) {
  if (!has(subject, Role::service_instance))
    report.add(layout_no_instance_infrastructure, "", {}, "instance_infrastructure/ is missing",
               "a service template has a manifest and infrastructure as code in it");
  if (schema == nullptr) return;
  const bool has_pipeline = has(subject, Role::pipeline);
  if (schema->pipeline && !has_pipeline)
    report.add(layout_no_pipeline_infrastructure, std::string(schema_path), schema->pipeline->place,
               "pipeline_input_type is there, but pipeline_infrastructure/ is missing",
               "add the directory, or remove the input type where there is no pipeline");
  if (!schema->pipeline && has_pipeline)
    report.add(layout_no_pipeline_input_type, std::string(schema_path), {},
               "pipeline_input_type is missing, but pipeline_infrastructure/ is there",
               "name an input type for the pipeline, or remove the directory where there is no pipeline");
}

void check_environment(const Subject& subject, Report& report) {
  if (!has(subject, Role::environment))
    report.add(layout_customer_managed, "", {}, "there is no infrastructure/, so the template is customer-managed",
               "properties of the schema are outputs of infrastructure that exists already");
  for (const auto path : {registration_file_path, compatible_envs_path})
    if (subject.find(path) != nullptr)
      report.add(layout_registration_of_environment, std::string(path), {}, "has no effect in an environment template",
                 "remove it");
}

}  // namespace

RuleGroup layout_rules() { return {.title = "Layout", .rules = all_layout_rules}; }

std::optional<TemplateKind> find_kind(const Subject& subject, const Schema* schema, Report& report) {
  const auto signs = signs_of_kind(subject, schema);
  if (signs.environment.empty() != signs.service.empty())
    return signs.service.empty() ? TemplateKind::environment : TemplateKind::service;
  if (!signs.environment.empty())
    report.add(layout_two_kinds, "", {},
               fmt::format("{} makes this an environment template, but {} a service template", signs.environment[0],
                           signs.service[0]),
               "keep one of the two");
  else if (schema != nullptr)
    report.add(layout_no_kind, "", {},
               fmt::format("{} names no input type, and there is no infrastructure", schema_path),
               "name environment_input_type or service_input_type in the schema");
  check_stray_entries(subject, report);
  return {};
}

void check_layout(const Subject& subject, TemplateKind kind, const Schema* schema, Report& report) {
  if (kind == TemplateKind::service)
    check_service(subject, schema, report);
  else
    check_environment(subject, report);
  check_stray_entries(subject, report);
}

}  // namespace baryon::bundle::lint
