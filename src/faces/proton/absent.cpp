#include "faces/proton/absent.h"

#include <fmt/format.h>

#include <array>

namespace baryon::faces::proton {
namespace {

Answer refuse_deployment(const Call& call) {
  return refuse(Kind::validation, fmt::format("{} is not part of this registry: it keeps templates, not deployments; "
                                              "see docs/proton-api.md for the operations that it has",
                                              call.operation));
}

constexpr std::array deployment_names{
    "AcceptEnvironmentAccountConnection",
    "CancelComponentDeployment",
    "CancelEnvironmentDeployment",
    "CancelServiceInstanceDeployment",
    "CancelServicePipelineDeployment",
    "CreateComponent",
    "CreateEnvironment",
    "CreateEnvironmentAccountConnection",
    "CreateService",
    "CreateServiceInstance",
    "CreateServiceSyncConfig",
    "DeleteComponent",
    "DeleteDeployment",
    "DeleteEnvironment",
    "DeleteEnvironmentAccountConnection",
    "DeleteService",
    "DeleteServiceSyncConfig",
    "GetComponent",
    "GetDeployment",
    "GetEnvironment",
    "GetEnvironmentAccountConnection",
    "GetService",
    "GetServiceInstance",
    "GetServiceInstanceSyncStatus",
    "GetServiceSyncBlockerSummary",
    "GetServiceSyncConfig",
    "ListComponentOutputs",
    "ListComponentProvisionedResources",
    "ListComponents",
    "ListDeployments",
    "ListEnvironmentAccountConnections",
    "ListEnvironmentOutputs",
    "ListEnvironmentProvisionedResources",
    "ListEnvironments",
    "ListServiceInstanceOutputs",
    "ListServiceInstanceProvisionedResources",
    "ListServiceInstances",
    "ListServicePipelineOutputs",
    "ListServicePipelineProvisionedResources",
    "ListServices",
    "NotifyResourceDeploymentStatusChange",
    "RejectEnvironmentAccountConnection",
    "UpdateAccountSettings",
    "UpdateComponent",
    "UpdateEnvironment",
    "UpdateEnvironmentAccountConnection",
    "UpdateService",
    "UpdateServiceInstance",
    "UpdateServicePipeline",
    "UpdateServiceSyncBlocker",
    "UpdateServiceSyncConfig",
};

constexpr auto operations = [] {
  std::array<Operation, deployment_names.size()> made{};
  auto place = made.begin();
  for (const auto* const name : deployment_names) *place++ = {name, app::Role::viewer, {}, refuse_deployment};
  return made;
}();

}  // namespace

std::span<const Operation> absent_operations() { return operations; }

}  // namespace baryon::faces::proton
