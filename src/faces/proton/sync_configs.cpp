#include "faces/proton/sync_configs.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "base/text.h"
#include "faces/proton/repository_name.h"
#include "faces/proton/requested.h"
#include "faces/proton/sync_shapes.h"
#include "faces/proton/sync_views.h"
#include "faces/proton/version_text.h"
#include "faces/proton/views.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;
using pipeline::SyncConfig;
using registry::TemplateKey;
using registry::TemplateKind;

TemplateKey key_of(const Call& call) {
  const bool is_service = call.required_text("templateType") == template_type_of(TemplateKind::service);
  return {.kind = is_service ? TemplateKind::service : TemplateKind::environment,
          .name = call.required_text("templateName")};
}

json::object one(const SyncConfig& config) { return {{"templateSyncConfig", sync_config_view(config)}}; }

std::unexpected<Exception> no_config(const TemplateKey& key) {
  return refuse(Kind::resource_not_found,
                fmt::format("The {} '{}' has no template sync config", words_of(key.kind).name, key.name));
}

bool leads_out(std::string_view directory) { return ("/" + std::string(directory) + "/").contains("/../"); }

Expected<pipeline::WantedSyncConfig> wanted_by(const Call& call) {
  pipeline::WantedSyncConfig wanted{.template_key = key_of(call),
                                    .repository = {},
                                    .branch = call.required_text("branch"),
                                    .subdirectory = call.text("subdirectory").value_or("")};
  BARYON_TRY(wanted.repository, repository_of(call, "repositoryName", "repositoryProvider"));
  if (has_control_character(wanted.branch)) return refuse(Kind::validation, "branch holds a control character");
  if (has_control_character(wanted.subdirectory))
    return refuse(Kind::validation, "subdirectory holds a control character");
  if (leads_out(wanted.subdirectory)) return refuse(Kind::validation, "subdirectory must not hold '..'");
  return wanted;
}

Answer create_config(const Call& call) {
  BARYON_TRY(const auto wanted, wanted_by(call));
  BARYON_TRY(const auto made, answered(call, call.services.sync_configs.create(wanted)));
  return one(made);
}

Answer get_config(const Call& call) {
  const auto key = key_of(call);
  BARYON_TRY(const auto found, answered(call, call.services.sync_configs.get(key)));
  if (!found) return no_config(key);
  return one(*found);
}

Answer update_config(const Call& call) {
  BARYON_TRY(const auto wanted, wanted_by(call));
  BARYON_TRY(const auto updated, answered(call, call.services.sync_configs.update(wanted)));
  return one(updated);
}

Answer delete_config(const Call& call) {
  BARYON_TRY(const auto stopped, answered(call, call.services.sync_configs.stop(key_of(call))));
  return stopped ? one(*stopped) : json::object{};
}

Answer get_status(const Call& call) {
  const auto key = key_of(call);
  const auto major = parse_version_part(call.required_text("templateVersion"));
  BARYON_TRY(const auto status, answered(call, call.services.sync_statuses.of_template(key, major)));
  if (!status) return no_config(key);
  return template_status_view(*status, major, call.region);
}

constexpr std::array operations{
    Operation{"CreateTemplateSyncConfig", Role::operator_, {shapes::sync_config}, create_config},
    Operation{"GetTemplateSyncConfig", Role::viewer, {shapes::one_sync_config}, get_config},
    Operation{"UpdateTemplateSyncConfig", Role::operator_, {shapes::sync_config}, update_config},
    Operation{"DeleteTemplateSyncConfig", Role::operator_, {shapes::one_sync_config}, delete_config},
    Operation{"GetTemplateSyncStatus", Role::viewer, {shapes::template_sync_status}, get_status},
};

}  // namespace

std::span<const Operation> sync_config_operations() { return operations; }

}  // namespace baryon::faces::proton
