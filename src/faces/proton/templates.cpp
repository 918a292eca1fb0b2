#include "faces/proton/templates.h"

#include <array>
#include <string>

#include "faces/proton/paging.h"
#include "faces/proton/requested.h"
#include "faces/proton/shapes.h"
#include "faces/proton/tags.h"
#include "faces/proton/views.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;
using registry::Template;
using registry::TemplateKey;
using registry::TemplateKind;

TemplateKey key_of(const Call& call, TemplateKind kind) { return {.kind = kind, .name = call.required_text("name")}; }

json::object one(const Call& call, const Template& shown) {
  return {{words_of(shown.kind).template_member, template_view(shown, call.region)}};
}

template <TemplateKind kind>
Answer create_template(const Call& call) {
  const registry::NewTemplate wanted{.key = key_of(call, kind),
                                     .display_name = call.text("displayName").value_or(""),
                                     .description = call.text("description").value_or(""),
                                     .encryption_key = call.text("encryptionKey").value_or(""),
                                     .is_customer_managed = call.text(words_of(kind).provisioning).has_value(),
                                     .tags = tags_of(call)};
  BARYON_TRY(const auto made, answered(call, call.services.library.create_template(wanted)));
  return one(call, made);
}

template <TemplateKind kind>
Answer get_template(const Call& call) {
  const auto key = key_of(call, kind);
  BARYON_TRY(const auto found, requested(call, {key}, call.services.library.template_of(key)));
  return one(call, found);
}

template <TemplateKind kind>
Answer list_templates(const Call& call) {
  BARYON_TRY(const auto page, Page::of(call, ""));
  BARYON_TRY(const auto found, answered(call, call.services.library.list_templates(kind, page.after(), page.limit())));
  return page.answer(
      "templates", found, [&](const Template& shown) { return template_summary(shown, call.region); },
      [](const Template& shown) { return shown.name; });
}

template <TemplateKind kind>
Answer update_template(const Call& call) {
  const auto key = key_of(call, kind);
  const registry::TemplateUpdate update{.display_name = call.text("displayName"),
                                        .description = call.text("description")};
  BARYON_TRY(const auto updated, requested(call, {key}, call.services.library.update_template(key, update)));
  return one(call, updated);
}

template <TemplateKind kind>
Answer delete_template(const Call& call) {
  const auto key = key_of(call, kind);
  BARYON_TRY(const auto deleted, answered(call, call.services.library.delete_template(key)));
  if (!deleted) return json::object{};
  BARYON_CHECK(answered(call, call.services.sync_configs.forget(key)));
  return one(call, *deleted);
}

constexpr Member name_member{"name", &shapes::resource_name, Presence::required};
constexpr Member display_name_member{"displayName", &shapes::display_name};
constexpr Member description_member{"description", &shapes::description};

template <TemplateKind kind>
constexpr std::array create_members{
    name_member,
    display_name_member,
    description_member,
    Member{"encryptionKey", &shapes::arn},
    Member{kind == TemplateKind::environment ? "provisioning" : "pipelineProvisioning", &shapes::provisioning},
    Member{"tags", &shapes::tags},
};
constexpr std::array only_name{name_member};
constexpr std::array list_members{Member{"maxResults", &shapes::max_results}, Member{"nextToken", &shapes::next_token}};
constexpr std::array update_members{name_member, display_name_member, description_member};

constexpr auto environment = TemplateKind::environment;
constexpr auto service = TemplateKind::service;

constexpr std::array operations{
    Operation{
        "CreateEnvironmentTemplate", Role::operator_, {create_members<environment>}, create_template<environment>},
    Operation{"GetEnvironmentTemplate", Role::viewer, {only_name}, get_template<environment>},
    Operation{"ListEnvironmentTemplates", Role::viewer, {list_members}, list_templates<environment>},
    Operation{"UpdateEnvironmentTemplate", Role::operator_, {update_members}, update_template<environment>},
    Operation{"DeleteEnvironmentTemplate", Role::operator_, {only_name}, delete_template<environment>},
    Operation{"CreateServiceTemplate", Role::operator_, {create_members<service>}, create_template<service>},
    Operation{"GetServiceTemplate", Role::viewer, {only_name}, get_template<service>},
    Operation{"ListServiceTemplates", Role::viewer, {list_members}, list_templates<service>},
    Operation{"UpdateServiceTemplate", Role::operator_, {update_members}, update_template<service>},
    Operation{"DeleteServiceTemplate", Role::operator_, {only_name}, delete_template<service>},
};

}  // namespace

std::span<const Operation> template_operations() { return operations; }

}  // namespace baryon::faces::proton
