#include "bundle/lint/proton_names.h"

#include <algorithm>
#include <array>

#include "bundle/lint/one_of.h"

namespace baryon::bundle::lint {
namespace {

constexpr auto all = std::to_array<std::string_view>(
    {"environment", "service", "service_instance", "service_instances", "pipeline", "component", "proton"});

// `component` and `proton` are not documented for bundles; nothing is said about them.
constexpr auto in_environment = std::to_array<std::string_view>({"environment", "component", "proton"});
constexpr auto in_service_instance =
    std::to_array<std::string_view>({"environment", "service", "service_instance", "component", "proton"});

constexpr auto of_environment = std::to_array<std::string_view>({"name", "account_id", "inputs", "outputs"});
constexpr auto of_service =
    std::to_array<std::string_view>({"name", "branch_name", "repository_connection_arn", "repository_id"});
constexpr auto of_service_instance =
    std::to_array<std::string_view>({"name", "inputs", "outputs", "components", "environment"});
constexpr auto of_pipeline = std::to_array<std::string_view>({"name", "inputs"});

}  // namespace

std::span<const std::string_view> proton_names() { return all; }

std::span<const std::string_view> proton_names_in(Role role) {
  switch (role) {
    case Role::environment:
      return in_environment;
    case Role::service_instance:
      return in_service_instance;
    case Role::pipeline:
      return all;
  }
  return all;
}

std::span<const std::string_view> proton_members(std::string_view name) {
  if (name == "environment") return of_environment;
  if (name == "service") return of_service;
  if (name == "service_instance") return of_service_instance;
  if (name == "pipeline") return of_pipeline;
  return {};
}

bool has_inputs_in(std::string_view name, Role role) {
  if (name == "environment") return role == Role::environment;
  return is_one_of(name, proton_names_in(role));
}

std::string available_in(Role role) {
  switch (role) {
    case Role::environment:
      return "available here: environment.name, environment.inputs.<name>";
    case Role::service_instance:
      return "available here: environment.name, environment.outputs.<name>, service.name, service_instance.name, "
             "service_instance.inputs.<name>";
    case Role::pipeline:
      return "available here: service.name, service.repository_id, pipeline.inputs.<name>, and service_instances to "
             "loop over";
  }
  return {};
}

}  // namespace baryon::bundle::lint
