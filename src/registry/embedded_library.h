#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"
#include "registry/library.h"
#include "registry/options.h"

namespace baryon::registry {

/// The template library in Baryon's own database, in the tables of `EmbeddedRegistry`.
class EmbeddedLibrary final : public Library {
 public:
  /// Database and clock must outlive it.
  EmbeddedLibrary(db::Database& database, const Clock& clock, RegistryOptions options, LibraryQuotas quotas = {})
      : database_(database), clock_(clock), options_(options), quotas_(quotas) {}

  Result<Template> create_template(const NewTemplate& wanted) override;
  Result<std::optional<Template>> template_of(const TemplateKey& key) override;
  Result<std::vector<Template>> list_templates(TemplateKind kind, const std::string& after, std::size_t limit) override;
  Result<Template> update_template(const TemplateKey& key, const TemplateUpdate& update) override;
  Result<std::optional<Template>> delete_template(const TemplateKey& key) override;

  Result<Version> begin_version(const NewVersion& wanted) override;
  Result<std::vector<PendingVersion>> pending_versions(std::size_t limit) override;
  Result<void> finish_version(const PendingVersion& pending, const bundle::Bundle& bundle,
                              const std::string& bundle_key) override;
  Result<void> fail_version(const PendingVersion& pending, const std::string& reason) override;
  Result<std::optional<Version>> version_of(const TemplateKey& key, VersionNumber number) override;
  Result<std::vector<Version>> list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                             std::optional<VersionNumber> after, std::size_t limit) override;
  Result<Version> update_version(const TemplateKey& key, VersionNumber number, const VersionUpdate& update) override;
  Result<std::optional<Version>> delete_version(const TemplateKey& key, VersionNumber number) override;

  Result<void> tag(const ResourceKey& resource, const std::vector<Tag>& tags) override;
  Result<void> untag(const ResourceKey& resource, const std::vector<std::string>& keys) override;
  Result<std::vector<Tag>> list_tags(const ResourceKey& resource, const std::string& after, std::size_t limit) override;

  Result<LibraryCounts> counts() override;

 private:
  db::Database& database_;
  const Clock& clock_;
  RegistryOptions options_;
  LibraryQuotas quotas_;
};

}  // namespace baryon::registry
