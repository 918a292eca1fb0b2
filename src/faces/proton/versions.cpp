#include "faces/proton/versions.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "faces/proton/paging.h"
#include "faces/proton/requested.h"
#include "faces/proton/tags.h"
#include "faces/proton/version_shapes.h"
#include "faces/proton/version_text.h"
#include "faces/proton/views.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using app::Role;
using registry::CompatibleEnvironment;
using registry::ResourceKey;
using registry::TemplateKey;
using registry::TemplateKind;
using registry::Version;
using registry::VersionNumber;

TemplateKey template_of(const Call& call, TemplateKind kind) {
  return {.kind = kind, .name = call.required_text("templateName")};
}

VersionNumber number_of(const Call& call) {
  return {.major = parse_version_part(call.required_text("majorVersion")),
          .minor = parse_version_part(call.required_text("minorVersion"))};
}

std::optional<std::int64_t> major_of(const Call& call) {
  return call.text("majorVersion").transform(parse_version_part);
}

json::object one(const Call& call, const Version& version) {
  return {{words_of(version.kind).version_member, version_view(version, call.region)}};
}

Expected<std::optional<std::vector<CompatibleEnvironment>>> environments_of(const Call& call) {
  const auto* const given = call.list("compatibleEnvironmentTemplates");
  if (given == nullptr) return std::nullopt;
  std::vector<CompatibleEnvironment> environments;
  for (const auto& environment : *given) {
    const auto major = parse_version_part(text_member(environment, "majorVersion"));
    if (major == std::numeric_limits<std::int64_t>::max())
      return refuse(Kind::validation, "a majorVersion of compatibleEnvironmentTemplates is too large");
    environments.push_back({.name = text_member(environment, "templateName"), .major = major});
  }
  return environments;
}

/// Each once.
std::optional<std::vector<std::string>> component_sources_of(const Call& call) {
  const auto* const given = call.list("supportedComponentSources");
  if (given == nullptr) return std::nullopt;
  std::vector<std::string> sources;
  for (const auto& source : *given)
    if (const std::string text(source.as_string()); std::ranges::find(sources, text) == sources.end())
      sources.push_back(text);
  return sources;
}

template <TemplateKind kind>
Answer create_version(const Call& call) {
  BARYON_TRY(auto environments, environments_of(call));
  const auto& object = call.input.at("source").at("s3");
  const registry::NewVersion wanted{
      .template_key = template_of(call, kind),
      .major = major_of(call),
      .description = call.text("description").value_or(""),
      .source = {.bucket = text_member(object, "bucket"), .key = text_member(object, "key")},
      .compatible_environments = std::move(environments).value_or(std::vector<CompatibleEnvironment>()),
      .supported_component_sources = component_sources_of(call).value_or(std::vector<std::string>()),
      .client_token = call.text("clientToken").value_or(""),
      .tags = tags_of(call)};
  BARYON_TRY(const auto begun, answered(call, call.services.library.begin_version(wanted)));
  call.services.on_version_begun();
  return one(call, begun);
}

template <TemplateKind kind>
Answer get_version(const Call& call) {
  const ResourceKey key{.template_key = template_of(call, kind), .version = number_of(call)};
  BARYON_TRY(const auto found, requested(call, key, call.services.library.version_of(key.template_key, *key.version)));
  return one(call, found);
}

/// The place after which a page begins, as `list_versions` writes it into the token.
std::optional<VersionNumber> number_after(const Page& page) {
  const auto number = registry::parse_version_number(page.after());
  return number ? std::optional(*number) : std::nullopt;
}

template <TemplateKind kind>
Answer list_versions(const Call& call) {
  const ResourceKey key{.template_key = template_of(call, kind)};
  BARYON_TRY(const auto page, Page::of(call, key.template_key.name + "/" + call.text("majorVersion").value_or("")));
  BARYON_TRY(const auto found, requested(call, key,
                                         call.services.library.list_versions(key.template_key, major_of(call),
                                                                             number_after(page), page.limit())));
  return page.answer(
      "templateVersions", found, [&](const Version& version) { return version_summary(version, call.region); },
      [](const Version& version) { return version.number.text(); });
}

/// Publishing is the only change of status that a caller may ask for (AWS Proton User Guide, "Publish a template
/// version").
Expected<bool> publishes(const Call& call) {
  const auto status = call.text("status");
  if (!status) return false;
  if (*status == "PUBLISHED") return true;
  return refuse(Kind::validation, "a version's status cannot be set to " + *status + ", only to PUBLISHED");
}

template <TemplateKind kind>
Answer update_version(const Call& call) {
  const ResourceKey key{.template_key = template_of(call, kind), .version = number_of(call)};
  registry::VersionUpdate update{.description = call.text("description")};
  BARYON_TRY(update.publishes, publishes(call));
  BARYON_TRY(update.compatible_environments, environments_of(call));
  update.supported_component_sources = component_sources_of(call);
  BARYON_TRY(const auto updated,
             requested(call, key, call.services.library.update_version(key.template_key, *key.version, update)));
  return one(call, updated);
}

template <TemplateKind kind>
Answer delete_version(const Call& call) {
  BARYON_TRY(const auto deleted,
             answered(call, call.services.library.delete_version(template_of(call, kind), number_of(call))));
  return deleted ? one(call, *deleted) : json::object{};
}

constexpr auto environment = TemplateKind::environment;
constexpr auto service = TemplateKind::service;

constexpr std::array operations{
    Operation{"CreateEnvironmentTemplateVersion",
              Role::operator_,
              {shapes::create_environment_version},
              create_version<environment>},
    Operation{"GetEnvironmentTemplateVersion", Role::viewer, {shapes::one_version}, get_version<environment>},
    Operation{"ListEnvironmentTemplateVersions", Role::viewer, {shapes::list_versions}, list_versions<environment>},
    Operation{"UpdateEnvironmentTemplateVersion",
              Role::operator_,
              {shapes::update_environment_version},
              update_version<environment>},
    Operation{"DeleteEnvironmentTemplateVersion", Role::operator_, {shapes::one_version}, delete_version<environment>},
    Operation{
        "CreateServiceTemplateVersion", Role::operator_, {shapes::create_service_version}, create_version<service>},
    Operation{"GetServiceTemplateVersion", Role::viewer, {shapes::one_version}, get_version<service>},
    Operation{"ListServiceTemplateVersions", Role::viewer, {shapes::list_versions}, list_versions<service>},
    Operation{
        "UpdateServiceTemplateVersion", Role::operator_, {shapes::update_service_version}, update_version<service>},
    Operation{"DeleteServiceTemplateVersion", Role::operator_, {shapes::one_version}, delete_version<service>},
};

}  // namespace

std::span<const Operation> version_operations() { return operations; }

}  // namespace baryon::faces::proton
