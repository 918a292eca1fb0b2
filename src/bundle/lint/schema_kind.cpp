#include "bundle/lint/schema_kind.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bundle/lint/schema_findings.h"

namespace baryon::bundle::lint {
namespace {

constexpr Rule schema_input_type_missing{
    .id = "schema-input-type-missing",
    .severity = Severity::error,
    .title = "the input type of the template's kind is missing",
    .why =
        "An environment template has `environment_input_type`, a service template `service_input_type` (AWS Proton "
        "User Guide, Schema requirements for template bundles). AWS Proton has been seen to refuse such a version "
        "with `Missing property [...]`."};

constexpr Rule schema_pipeline_in_environment{
    .id = "schema-pipeline-in-environment",
    .severity = Severity::error,
    .title = "an environment template has pipeline inputs",
    .why = "Only service templates have pipelines (AWS Proton User Guide, Schema requirements for template bundles)."};

constexpr Rule schema_output_no_string{
    .id = "schema-output-no-string",
    .severity = Severity::error,
    .title = "an output of a customer-managed environment is no string",
    .why =
        "Without `infrastructure/` the properties describe outputs of what exists already, and all of them have to be "
        "of type string (AWS Proton User Guide, Schema requirements for template bundles)."};

constexpr std::array rules{schema_input_type_missing, schema_pipeline_in_environment, schema_output_no_string};

void check_input_type(const Schema& schema, const std::optional<InputType>& input, std::string_view key,
                      std::string_view kind, SchemaFindings& findings) {
  if (input) return;
  const std::vector<std::string_view> keys(schema.unknown_keys.begin(), schema.unknown_keys.end());
  const auto near = findings.nearest_of(key, keys);
  findings.add(schema_input_type_missing, {}, fmt::format("{} is missing, which {} template needs", key, kind),
               near ? fmt::format("rename {} to {}", name_in_quotes(*near), key)
                    : std::string("add it below schema and let it name an entry of types"));
}

void check_outputs(const Schema& schema, SchemaFindings& findings) {
  const auto* const type = schema.type(schema.environment);
  if (type == nullptr) return;
  for (const auto& property : type->properties)
    if (property.type != "string")
      findings.add(schema_output_no_string, property.place,
                   fmt::format("output {} of a customer-managed environment is not of type string",
                               name_in_quotes(property.name)),
                   "write `type: string`, or add infrastructure/ if these are inputs");
}

}  // namespace

std::span<const Rule> schema_kind_rules() { return rules; }

void check_schema_of_kind(const Schema& schema, TemplateKind kind, bool is_customer_managed, Report& report) {
  SchemaFindings findings(report);
  if (kind == TemplateKind::service)
    return check_input_type(schema, schema.service, "service_input_type", "a service", findings);
  check_input_type(schema, schema.environment, "environment_input_type", "an environment", findings);
  if (schema.pipeline)
    findings.add(schema_pipeline_in_environment, schema.pipeline->place,
                 "an environment template has no pipeline_input_type", "remove it, or move it to a service template");
  if (is_customer_managed) check_outputs(schema, findings);
}

}  // namespace baryon::bundle::lint
