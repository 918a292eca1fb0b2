#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "registry/library.h"

namespace baryon::test {

/// A library in memory with the rules that a face can notice: names, numbers, statuses, tags. Quotas, idempotency and
/// rules of deletion are not in it. Thread-safe.
class LibraryDouble final : public registry::Library {
 public:
  using Template = registry::Template;
  using TemplateKey = registry::TemplateKey;
  using Version = registry::Version;
  using VersionNumber = registry::VersionNumber;
  using VersionStatus = registry::VersionStatus;

  /// Every further call fails, until it is given nothing.
  void fail_with(std::optional<Error> error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }

  /// As wanted last.
  [[nodiscard]] registry::NewTemplate last_template() const { return last_template_; }
  [[nodiscard]] registry::NewVersion last_version() const { return last_version_; }
  [[nodiscard]] registry::VersionUpdate last_update() const { return last_update_; }

  /// Why a version failed; empty where it did not.
  [[nodiscard]] std::string status_message(const TemplateKey& key, VersionNumber number) {
    const auto version = version_of(key, number);
    return version && *version ? (**version).status_message : "";
  }

  /// The bundles of finished versions, by the store's key.
  [[nodiscard]] std::map<std::string, bundle::Bundle> finished() const {
    const std::lock_guard lock(mutex_);
    return finished_;
  }

  Result<Template> create_template(const registry::NewTemplate& wanted) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    last_template_ = wanted;
    auto& made = templates_[wanted.key];
    if (!made.shown.name.empty()) return fail(ErrorCode::conflict, "there is one already");
    made.shown = {.kind = wanted.key.kind,
                  .name = wanted.key.name,
                  .display_name = wanted.display_name.empty() ? wanted.key.name : wanted.display_name,
                  .description = wanted.description,
                  .encryption_key = wanted.encryption_key,
                  .is_customer_managed = wanted.is_customer_managed,
                  .owner = {},
                  .created_at = now_,
                  .last_modified_at = now_,
                  .version_count = 0,
                  .newest = {},
                  .recommended = {}};
    for (const auto& tag : wanted.tags) made.tags[tag.key] = tag.value;
    return made.shown;
  }

  Result<std::optional<Template>> template_of(const TemplateKey& key) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto found = templates_.find(key);
    return found == templates_.end() ? std::nullopt : std::optional(found->second.shown);
  }

  Result<std::vector<Template>> list_templates(registry::TemplateKind kind, const std::string& after,
                                               std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    std::vector<Template> listed;
    for (const auto& [key, entry] : templates_)
      if (key.kind == kind && key.name > after && listed.size() < limit) listed.push_back(entry.shown);
    return listed;
  }

  Result<Template> update_template(const TemplateKey& key, const registry::TemplateUpdate& update) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto found = templates_.find(key);
    if (found == templates_.end()) return fail(ErrorCode::not_found, "no template");
    auto& shown = found->second.shown;
    shown.display_name = update.display_name.value_or(shown.display_name);
    shown.description = update.description.value_or(shown.description);
    return shown;
  }

  Result<std::optional<Template>> delete_template(const TemplateKey& key) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto found = templates_.find(key);
    if (found == templates_.end()) return std::nullopt;
    if (!found->second.versions.empty()) return fail(ErrorCode::conflict, "it has versions");
    const auto shown = found->second.shown;
    templates_.erase(found);
    return shown;
  }

  Result<Version> begin_version(const registry::NewVersion& wanted) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    last_version_ = wanted;
    const auto found = templates_.find(wanted.template_key);
    if (found == templates_.end()) return fail(ErrorCode::not_found, "there is no such template");
    auto& versions = found->second.versions;
    const auto newest = versions.empty() ? VersionNumber{.major = 0, .minor = 0} : versions.rbegin()->first;
    VersionNumber number{.major = wanted.major.value_or(newest.major + 1), .minor = 0};
    if (number.major > newest.major + 1) return fail(ErrorCode::not_found, "there is no such major version");
    while (versions.contains(number)) ++number.minor;
    auto& version = versions[number];
    version.shown.kind = wanted.template_key.kind;
    version.shown.template_name = wanted.template_key.name;
    version.shown.number = number;
    version.shown.status = VersionStatus::registration_in_progress;
    version.shown.description = wanted.description;
    version.shown.compatible_environments = wanted.compatible_environments;
    version.shown.supported_component_sources = wanted.supported_component_sources;
    version.shown.created_at = version.shown.last_modified_at = now_;
    for (const auto& tag : wanted.tags) version.tags[tag.key] = tag.value;
    pending_.push_back({.template_key = wanted.template_key,
                        .number = number,
                        .source = wanted.source,
                        .is_customer_managed = found->second.shown.is_customer_managed});
    return version.shown;
  }

  Result<std::vector<registry::PendingVersion>> pending_versions(std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    auto pending = pending_;
    pending.resize(std::min(limit, pending.size()));
    return pending;
  }

  Result<void> finish_version(const registry::PendingVersion& pending, const bundle::Bundle& bundle,
                              const std::string& bundle_key) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    auto* const version = end(pending, VersionStatus::draft);
    if (version == nullptr) return {};
    version->schema = bundle.schema;
    version->digest = bundle.digest;
    version->bundle_key = bundle_key;
    finished_[bundle_key] = bundle;
    return {};
  }

  Result<void> fail_version(const registry::PendingVersion& pending, const std::string& reason) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    if (auto* const version = end(pending, VersionStatus::registration_failed)) version->status_message = reason;
    return {};
  }

  Result<std::optional<Version>> version_of(const TemplateKey& key, VersionNumber number) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto* const version = find(key, number);
    return version == nullptr ? std::nullopt : std::optional(version->shown);
  }

  Result<std::vector<Version>> list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                             std::optional<VersionNumber> after, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto found = templates_.find(key);
    if (found == templates_.end()) return fail(ErrorCode::not_found, "no template");
    std::vector<Version> listed;
    for (const auto& [number, version] : found->second.versions)
      if ((!major || number.major == *major) && (!after || number > *after) && listed.size() < limit)
        listed.push_back(version.shown);
    return listed;
  }

  Result<Version> update_version(const TemplateKey& key, VersionNumber number,
                                 const registry::VersionUpdate& update) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    last_update_ = update;
    auto* const version = find(key, number);
    if (version == nullptr) return fail(ErrorCode::not_found, "no version");
    auto& shown = version->shown;
    if (update.publishes && shown.status != VersionStatus::draft && shown.status != VersionStatus::published)
      return fail(ErrorCode::conflict, "it is not registered");
    if (update.publishes) {
      shown.status = VersionStatus::published;
      shown.recommended_minor = number.minor;
      templates_[key].shown.recommended = number.text();
    }
    shown.description = update.description.value_or(shown.description);
    shown.compatible_environments = update.compatible_environments.value_or(shown.compatible_environments);
    shown.supported_component_sources = update.supported_component_sources.value_or(shown.supported_component_sources);
    return shown;
  }

  Result<std::optional<Version>> delete_version(const TemplateKey& key, VersionNumber number) override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    const auto* const version = find(key, number);
    if (version == nullptr) return std::nullopt;
    auto deleted = version->shown;
    templates_[key].versions.erase(number);
    return deleted;
  }

  Result<void> tag(const registry::ResourceKey& resource, const std::vector<registry::Tag>& tags) override {
    const std::lock_guard lock(mutex_);
    auto* const kept = tags_of(resource);
    if (kept == nullptr) return fail(ErrorCode::not_found, "no resource");
    for (const auto& tag : tags) (*kept)[tag.key] = tag.value;
    return {};
  }

  Result<void> untag(const registry::ResourceKey& resource, const std::vector<std::string>& keys) override {
    const std::lock_guard lock(mutex_);
    auto* const kept = tags_of(resource);
    if (kept == nullptr) return fail(ErrorCode::not_found, "no resource");
    for (const auto& key : keys) kept->erase(key);
    return {};
  }

  Result<std::vector<registry::Tag>> list_tags(const registry::ResourceKey& resource, const std::string& after,
                                               std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    const auto* const kept = tags_of(resource);
    if (kept == nullptr) return fail(ErrorCode::not_found, "no resource");
    std::vector<registry::Tag> listed;
    for (const auto& [key, value] : *kept)
      if (key > after && listed.size() < limit) listed.push_back({.key = key, .value = value});
    return listed;
  }

  Result<registry::LibraryCounts> counts() override {
    const std::lock_guard lock(mutex_);
    if (error_) return std::unexpected(*error_);
    registry::LibraryCounts counts;
    for (const auto& [key, entry] : templates_)
      ++(key.kind == registry::TemplateKind::environment ? counts.environment_templates : counts.service_templates);
    return counts;
  }

 private:
  using Tags = std::map<std::string, std::string>;
  struct VersionEntry {
    Version shown = {};
    Tags tags = {};
  };
  struct TemplateEntry {
    Template shown = {};
    Tags tags = {};
    std::map<VersionNumber, VersionEntry> versions = {};
  };

  VersionEntry* find(const TemplateKey& key, VersionNumber number) {
    const auto found = templates_.find(key);
    if (found == templates_.end()) return nullptr;
    const auto version = found->second.versions.find(number);
    return version == found->second.versions.end() ? nullptr : &version->second;
  }

  Version* end(const registry::PendingVersion& pending, VersionStatus status) {
    std::erase_if(pending_, [&](const auto& one) {
      return one.template_key == pending.template_key && one.number == pending.number;
    });
    auto* const version = find(pending.template_key, pending.number);
    if (version == nullptr || version->shown.status != VersionStatus::registration_in_progress) return nullptr;
    version->shown.status = status;
    return &version->shown;
  }

  Tags* tags_of(const registry::ResourceKey& resource) {
    if (resource.version) {
      auto* const version = find(resource.template_key, *resource.version);
      return version == nullptr ? nullptr : &version->tags;
    }
    const auto found = templates_.find(resource.template_key);
    return found == templates_.end() ? nullptr : &found->second.tags;
  }

  mutable std::mutex mutex_;
  Timestamp now_ = from_millis(1'605'135'767'763);
  std::map<TemplateKey, TemplateEntry> templates_;
  std::vector<registry::PendingVersion> pending_;
  std::map<std::string, bundle::Bundle> finished_;
  std::optional<Error> error_;
  registry::NewTemplate last_template_;
  registry::NewVersion last_version_;
  registry::VersionUpdate last_update_;
};

}  // namespace baryon::test
