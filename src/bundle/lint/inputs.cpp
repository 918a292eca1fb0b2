#include "bundle/lint/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "bundle/lint/input_rules.h"
#include "bundle/lint/near_miss.h"

namespace baryon::bundle::lint {
namespace {

std::string_view name_of(InputOf of) {
  switch (of) {
    case InputOf::environment:
      return "environment";
    case InputOf::service_instance:
      return "service_instance";
    case InputOf::pipeline:
      return "pipeline";
  }
  return {};
}

const std::optional<InputType>& input_type(const Schema& schema, InputOf of) {
  switch (of) {
    case InputOf::environment:
      return schema.environment;
    case InputOf::service_instance:
      return schema.service;
    case InputOf::pipeline:
      return schema.pipeline;
  }
  return schema.environment;
}

class InputCheck {
 public:
  InputCheck(const Schema& schema, InputOf of, const Uses& uses, Report& report)
      : of_(of), input_type_(input_type(schema, of)), type_(schema.type(input_type_)), uses_(uses), report_(report) {
    if (type_ != nullptr)
      for (const auto& property : type_->properties) names_.push_back(property.name);
    known_.insert(names_.begin(), names_.end());
  }

  void check_defined() {
    if (input_type_ && type_ == nullptr) return;  // a finding about the schema already
    for (const auto& use : uses_.inputs) {
      if (use.of != of_ || use.name.empty() || known_.contains(use.name)) continue;
      report_.add(use.has_fallback ? input_undefined_with_fallback : input_undefined, use.file, use.place,
                  message(use.name), near_miss_.hint(use.name, names_, "add it to the schema"));
    }
  }

  void check_used() {
    if (type_ == nullptr || uses_.is_opaque) return;
    std::unordered_set<std::string_view> used;
    for (const auto& use : uses_.inputs)
      if (use.of == of_) used.insert(use.name);
    if (used.contains("")) return;
    for (const auto& property : type_->properties)
      if (!used.contains(property.name))
        report_.add(
            input_unused, std::string(schema_path), property.place,
            fmt::format("no infrastructure code uses the input '{}'", escape_for_display(property.name)),
            fmt::format("use it as {}.inputs.{}, or remove it", name_of(of_), escape_for_display(property.name)));
  }

 private:
  [[nodiscard]] std::string message(std::string_view name) const {
    return input_type_ ? fmt::format("the schema defines no input '{}' in {}", escape_for_display(name),
                                     escape_for_display(type_->name))
                       : fmt::format("the schema defines no inputs of a {}, so not '{}' either", name_of(of_),
                                     escape_for_display(name));
  }

  InputOf of_;
  const std::optional<InputType>& input_type_;
  const SchemaType* type_;
  const Uses& uses_;
  Report& report_;
  NearMiss near_miss_;
  std::vector<std::string_view> names_;
  std::unordered_set<std::string_view> known_;
};

bool has_read(const Uses& uses, Role role) { return std::ranges::find(uses.roles, role) != uses.roles.end(); }

}  // namespace

RuleGroup input_rules() { return {.title = "Inputs", .rules = input_rule_list}; }

void check_inputs(const Schema& schema, TemplateKind kind, const Uses& uses, Report& report) {
  if (kind == TemplateKind::environment) {
    InputCheck check(schema, InputOf::environment, uses, report);
    check.check_defined();
    if (has_read(uses, Role::environment)) check.check_used();
    return;
  }
  InputCheck instance(schema, InputOf::service_instance, uses, report);
  InputCheck pipeline(schema, InputOf::pipeline, uses, report);
  instance.check_defined();
  pipeline.check_defined();
  const bool has_read_pipeline = has_read(uses, Role::pipeline);
  if (has_read(uses, Role::service_instance) && (has_read_pipeline || !schema.pipeline)) instance.check_used();
  if (has_read_pipeline) pipeline.check_used();
}

}  // namespace baryon::bundle::lint
