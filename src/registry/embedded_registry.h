#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "registry/options.h"
#include "registry/registry.h"

namespace baryon::registry {

/// The registry in Baryon's own database.
class EmbeddedRegistry final : public Registry {
 public:
  /// Database and clock must outlive it.
  EmbeddedRegistry(db::Database& database, const Clock& clock, RegistryOptions options)
      : database_(database), clock_(clock), options_(options) {}

  Result<Registration> plan(const Submission& submission) override;
  Result<Registration> submit(const Submission& submission) override;
  Result<std::vector<Template>> templates() override;
  Result<std::optional<Template>> find_template(const TemplateName& name) override;
  Result<std::vector<Version>> versions(const TemplateName& name) override;
  Result<std::optional<Version>> find_version(const TemplateName& name, std::optional<VersionNumber> number) override;
  Result<std::vector<Version>> versions_of_commit(const std::string& commit_prefix) override;

 private:
  db::Database& database_;
  const Clock& clock_;
  RegistryOptions options_;
};

}  // namespace baryon::registry
