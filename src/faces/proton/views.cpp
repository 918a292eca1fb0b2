#include "faces/proton/views.h"

#include <boost/json/array.hpp>

#include "faces/proton/arn.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using registry::Template;
using registry::TemplateKind;
using registry::Version;
using registry::VersionStatus;

constexpr KindWords environment_words{.name = "environment template",
                                      .template_member = "environmentTemplate",
                                      .version_member = "environmentTemplateVersion",
                                      .provisioning = "provisioning"};
constexpr KindWords service_words{.name = "service template",
                                  .template_member = "serviceTemplate",
                                  .version_member = "serviceTemplateVersion",
                                  .provisioning = "pipelineProvisioning"};

void add_text(json::object& view, std::string_view name, const std::string& text) {
  if (!text.empty()) view[name] = text;
}

/// Of a version that registered well it is there, but empty.
void add_status_message(json::object& view, const Version& version) {
  if (version.status != VersionStatus::registration_in_progress) view["statusMessage"] = version.status_message;
}

void add_service_members(json::object& view, const Version& version) {
  json::array environments;
  for (const auto& environment : version.compatible_environments)
    environments.push_back(
        json::object{{"templateName", environment.name}, {"majorVersion", std::to_string(environment.major)}});
  view["compatibleEnvironmentTemplates"] = std::move(environments);
  if (version.supported_component_sources.empty()) return;
  view["supportedComponentSources"] =
      json::array(version.supported_component_sources.begin(), version.supported_component_sources.end());
}

}  // namespace

double seconds_of(Timestamp time) { return static_cast<double>(to_millis(time)) / 1000; }

const KindWords& words_of(TemplateKind kind) {
  return kind == TemplateKind::environment ? environment_words : service_words;
}

json::object template_summary(const Template& one, std::string_view region) {
  json::object view{{"arn", to_arn({.template_key = {.kind = one.kind, .name = one.name}}, region)},
                    {"name", one.name},
                    {"createdAt", seconds_of(one.created_at)},
                    {"lastModifiedAt", seconds_of(one.last_modified_at)}};
  add_text(view, "displayName", one.display_name);
  add_text(view, "description", one.description);
  if (one.is_customer_managed) view[words_of(one.kind).provisioning] = "CUSTOMER_MANAGED";
  add_text(view, "recommendedVersion", one.recommended);
  return view;
}

json::object template_view(const Template& one, std::string_view region) {
  auto view = template_summary(one, region);
  add_text(view, "encryptionKey", one.encryption_key);
  return view;
}

json::object version_summary(const Version& version, std::string_view region) {
  const registry::TemplateKey key{.kind = version.kind, .name = version.template_name};
  json::object view{{"arn", to_arn({.template_key = key, .version = version.number}, region)},
                    {"templateName", version.template_name},
                    {"majorVersion", std::to_string(version.number.major)},
                    {"minorVersion", std::to_string(version.number.minor)},
                    {"status", registry::to_string(version.status)},
                    {"createdAt", seconds_of(version.created_at)},
                    {"lastModifiedAt", seconds_of(version.last_modified_at)}};
  add_text(view, "description", version.description);
  add_status_message(view, version);
  if (version.recommended_minor) view["recommendedMinorVersion"] = std::to_string(*version.recommended_minor);
  return view;
}

json::object version_view(const Version& version, std::string_view region) {
  auto view = version_summary(version, region);
  add_text(view, "schema", version.schema);
  if (version.kind == TemplateKind::service) add_service_members(view, version);
  return view;
}

}  // namespace baryon::faces::proton
