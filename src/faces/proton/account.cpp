#include "faces/proton/account.h"

#include <array>

#include "faces/proton/requested.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;

/// All of its settings are about deployments.
Answer get_account_settings(const Call& /*call*/) { return json::object{{"accountSettings", json::object{}}}; }

Answer get_resources_summary(const Call& call) {
  BARYON_TRY(const auto counts, answered(call, call.services.library.counts()));
  json::object shown;
  for (const auto* const deployed : {"components", "environments", "pipelines", "serviceInstances", "services"})
    shown[deployed] = {{"total", 0}};
  shown["environmentTemplates"] = {{"total", counts.environment_templates}};
  shown["serviceTemplates"] = {{"total", counts.service_templates}};
  return json::object{{"counts", std::move(shown)}};
}

constexpr std::array operations{
    Operation{"GetAccountSettings", Role::viewer, {}, get_account_settings},
    Operation{"GetResourcesSummary", Role::viewer, {}, get_resources_summary},
};

}  // namespace

std::span<const Operation> account_operations() { return operations; }

}  // namespace baryon::faces::proton
