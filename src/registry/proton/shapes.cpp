#include "registry/proton/shapes.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "registry/proton/record.h"

namespace baryon::registry::proton {
namespace {

namespace json = boost::json;

constexpr KindWords environment_words{.resource = "EnvironmentTemplate",
                                      .template_member = "environmentTemplate",
                                      .version_member = "environmentTemplateVersion",
                                      .provisioning = "provisioning"};
constexpr KindWords service_words{.resource = "ServiceTemplate",
                                  .template_member = "serviceTemplate",
                                  .version_member = "serviceTemplateVersion",
                                  .provisioning = "pipelineProvisioning"};
constexpr std::string_view customer_managed = "CUSTOMER_MANAGED";

VersionStatus read_status(Record& record) {
  const auto status = parse_version_status(record.text("status"));
  if (!status) record.refuse("status", "is no status of a version");
  return status.value_or(VersionStatus::registration_in_progress);
}

std::vector<CompatibleEnvironment> read_environments(Record& record, const std::string& path) {
  constexpr std::string_view member = "compatibleEnvironmentTemplates";
  std::vector<CompatibleEnvironment> environments;
  const auto* const list = record.list_or_nothing(member);
  if (list == nullptr) return environments;
  for (const auto& item : *list) {
    const auto* const members = item.if_object();
    if (members == nullptr) {
      record.refuse(member, "holds what is no structure");
      return environments;
    }
    Record one(*members, path);
    environments.push_back({.name = one.text("templateName"), .major = one.version_part("majorVersion")});
    if (!one.check()) record.refuse(member, "holds what is no environment template and major version");
  }
  return environments;
}

std::vector<std::string> read_texts(Record& record, std::string_view member) {
  std::vector<std::string> texts;
  if (const auto* const list = record.list_or_nothing(member))
    for (const auto& item : *list) {
      if (const auto* const text = item.if_string())
        texts.emplace_back(*text);
      else
        record.refuse(member, "holds what is no text");
    }
  return texts;
}

template <class Item, class Read>
Result<Page<Item>> read_page(const json::object& answer, std::string_view member, Read read) {
  Record record(answer, "");
  Page<Item> page{.items = {}, .next_token = record.text_or_nothing("nextToken")};
  const auto* const list = record.list_or_nothing(member);
  if (list == nullptr) record.refuse(member, "is missing");
  BARYON_CHECK(record.check());
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto path = fmt::format("{}[{}]", member, i);
    const auto* const members = list->at(i).if_object();
    if (members == nullptr) return fail_for_now(ErrorCode::corrupt, path + " is no structure");
    BARYON_TRY(auto item, read(*members, path));
    page.items.push_back(std::move(item));
  }
  return page;
}

Result<std::int64_t> read_total(const json::object& counts, std::string_view name) {
  const auto* const structure = counts.if_contains(name);
  if (structure == nullptr) return 0;  // a member for each kind that there is anything of
  if (const auto* const members = structure->if_object())
    if (const auto* const total = members->if_contains("total"); total != nullptr && total->is_int64())
      return total->get_int64();
  return fail_for_now(ErrorCode::corrupt, fmt::format("counts.{}.total is no number", name));
}

void add_text(json::object& input, std::string_view name, const std::string& text) {
  if (!text.empty()) input[name] = text;
}

json::array to_json(const std::vector<CompatibleEnvironment>& environments) {
  json::array list;
  for (const auto& [name, major] : environments)
    list.push_back(json::object{{"templateName", name}, {"majorVersion", std::to_string(major)}});
  return list;
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  return list;
}

}  // namespace

const KindWords& words_of(TemplateKind kind) {
  return kind == TemplateKind::environment ? environment_words : service_words;
}

Result<Template> read_template(const json::object& members, TemplateKind kind, std::string path) {
  Record record(members, std::move(path));
  Template found{.kind = kind,
                 .name = record.text("name"),
                 .display_name = record.text_or_nothing("displayName"),
                 .description = record.text_or_nothing("description"),
                 .encryption_key = record.text_or_nothing("encryptionKey"),
                 .is_customer_managed = record.text_or_nothing(words_of(kind).provisioning) == customer_managed,
                 .created_at = record.time("createdAt"),
                 .last_modified_at = record.time("lastModifiedAt"),
                 .recommended = record.text_or_nothing("recommendedVersion")};
  if (!found.recommended.empty() && !parse_version_number(found.recommended))
    record.refuse("recommendedVersion", "is no version");
  BARYON_CHECK(record.check());
  return found;
}

Result<Version> read_version(const json::object& members, TemplateKind kind, const std::string& path) {
  Record record(members, path);
  Version found{.kind = kind,
                .template_name = record.text("templateName"),
                .number = {.major = record.version_part("majorVersion"), .minor = record.version_part("minorVersion")},
                .status = read_status(record),
                .status_message = record.text_or_nothing("statusMessage"),
                .recommended_minor = record.version_part_or_nothing("recommendedMinorVersion"),
                .description = record.text_or_nothing("description"),
                .schema = record.text_or_nothing("schema"),
                .compatible_environments = read_environments(record, path),
                .supported_component_sources = read_texts(record, "supportedComponentSources"),
                .created_at = record.time("createdAt"),
                .last_modified_at = record.time("lastModifiedAt")};
  BARYON_CHECK(record.check());
  return found;
}

Result<Tag> read_tag(const json::object& members, std::string path) {
  Record record(members, std::move(path));
  Tag found{.key = record.text("key"), .value = record.text_or_nothing("value")};
  BARYON_CHECK(record.check());
  return found;
}

Result<Page<Template>> read_templates(const json::object& answer, TemplateKind kind) {
  return read_page<Template>(answer, "templates", [&](const json::object& members, const std::string& path) {
    return read_template(members, kind, path);
  });
}

Result<Page<Version>> read_versions(const json::object& answer, TemplateKind kind) {
  return read_page<Version>(answer, "templateVersions", [&](const json::object& members, const std::string& path) {
    return read_version(members, kind, path);
  });
}

Result<Page<Tag>> read_tags(const json::object& answer) { return read_page<Tag>(answer, "tags", read_tag); }

Result<LibraryCounts> read_counts(const json::object& answer) {
  const auto* const counts = answer.if_contains("counts");
  if (counts == nullptr || !counts->is_object()) return fail_for_now(ErrorCode::corrupt, "counts is missing");
  BARYON_TRY(const auto environments, read_total(counts->get_object(), "environmentTemplates"));
  BARYON_TRY(const auto services, read_total(counts->get_object(), "serviceTemplates"));
  return LibraryCounts{.environment_templates = environments, .service_templates = services};
}

json::object to_json(const NewTemplate& wanted) {
  json::object input{{"name", wanted.key.name}};
  add_text(input, "displayName", wanted.display_name);
  add_text(input, "description", wanted.description);
  add_text(input, "encryptionKey", wanted.encryption_key);
  if (wanted.is_customer_managed) input[words_of(wanted.key.kind).provisioning] = customer_managed;
  if (!wanted.tags.empty()) input["tags"] = to_json(wanted.tags);
  return input;
}

json::object to_json(const NewVersion& wanted) {
  json::object input{
      {"templateName", wanted.template_key.name},
      {"source", {{"s3", {{"bucket", wanted.source.bucket}, {"key", wanted.source.key}}}}},
  };
  if (wanted.major) input["majorVersion"] = std::to_string(*wanted.major);
  add_text(input, "description", wanted.description);
  add_text(input, "clientToken", wanted.client_token);
  if (wanted.template_key.kind == TemplateKind::service)
    input["compatibleEnvironmentTemplates"] = to_json(wanted.compatible_environments);
  if (!wanted.supported_component_sources.empty())
    input["supportedComponentSources"] = to_json(wanted.supported_component_sources);
  if (!wanted.tags.empty()) input["tags"] = to_json(wanted.tags);
  return input;
}

json::object to_json(const TemplateKey& key, const TemplateUpdate& update) {
  json::object input{{"name", key.name}};
  if (update.display_name) input["displayName"] = *update.display_name;
  if (update.description) input["description"] = *update.description;
  return input;
}

json::object to_json(const TemplateKey& key, VersionNumber number, const VersionUpdate& update) {
  auto input = to_json(key, number);
  if (update.description) input["description"] = *update.description;
  if (update.publishes) input["status"] = to_string(VersionStatus::published);
  if (update.compatible_environments)
    input["compatibleEnvironmentTemplates"] = to_json(*update.compatible_environments);
  if (update.supported_component_sources)
    input["supportedComponentSources"] = to_json(*update.supported_component_sources);
  return input;
}

json::object to_json(const TemplateKey& key, VersionNumber number) {
  return {{"templateName", key.name},
          {"majorVersion", std::to_string(number.major)},
          {"minorVersion", std::to_string(number.minor)}};
}

json::array to_json(const std::vector<Tag>& tags) {
  json::array list;
  for (const auto& [key, value] : tags) list.push_back(json::object{{"key", key}, {"value", value}});
  return list;
}

}  // namespace baryon::registry::proton
