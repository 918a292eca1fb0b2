#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "bundle/bundle.h"
#include "registry/registry.h"

namespace baryon::registry {

/// Templates of either kind have names of their own: an environment and a service template may share one.
struct TemplateKey {
  TemplateKind kind = TemplateKind::environment;
  std::string name;
  friend auto operator<=>(const TemplateKey&, const TemplateKey&) = default;
};

struct Tag {
  std::string key;
  std::string value;
  friend auto operator<=>(const Tag&, const Tag&) = default;
};

/// A template, or one version of it; what tags hang on.
struct ResourceKey {
  TemplateKey template_key;
  std::optional<VersionNumber> version = {};
};

struct NewTemplate {
  TemplateKey key;
  std::string display_name = {};  ///< empty: the name
  std::string description = {};
  std::string encryption_key = {};   ///< kept, not used: the store has its own
  bool is_customer_managed = false;  ///< environments are, or the pipeline of a service is, built by the customer
  std::vector<Tag> tags = {};
};

/// Where a bundle lies that is to be registered.
struct BundleSource {
  std::string bucket;
  std::string key;
};

struct NewVersion {
  TemplateKey template_key;
  std::optional<std::int64_t> major = {};  ///< nothing: a new major version
  std::string description = {};
  BundleSource source;
  std::vector<CompatibleEnvironment> compatible_environments = {};  ///< of a service template
  std::vector<std::string> supported_component_sources = {};
  std::string client_token = {};  ///< makes the call idempotent for 8 hours; empty: it is not
  std::vector<Tag> tags = {};
};

/// Absent members keep their value.
struct TemplateUpdate {
  std::optional<std::string> display_name = {};
  std::optional<std::string> description = {};
};

struct VersionUpdate {
  std::optional<std::string> description = {};
  bool publishes = false;
  std::optional<std::vector<CompatibleEnvironment>> compatible_environments = {};
  std::optional<std::vector<std::string>> supported_component_sources = {};
};

/// A version that waits to be read from its source, checked and finished.
struct PendingVersion {
  TemplateKey template_key;
  VersionNumber number;
  BundleSource source;
  bool is_customer_managed = false;  ///< of the template
};

struct LibraryCounts {
  std::int64_t environment_templates = 0;
  std::int64_t service_templates = 0;
};

/// The template library as AWS Proton's API speaks of it: templates and versions made by hand, one operation each. What
/// pushes bring goes through `Registry`; both see the same templates and versions. Thread-safe.
///
/// Errors, unless said otherwise: not_found (template or version), conflict, invalid (what the caller gave can never
/// work), too_large (a quota), unavailable and retryable. Messages are fit for an API's answer.
///
/// Source: AWS Proton API Reference and User Guide.
class Library {
 public:
  virtual ~Library() = default;

  /// The same again while the template is unmodified gives the existing one. Errors: conflict (modified since), invalid
  /// ("Idempotent parameter mismatch"), too_large (1,000 templates of both kinds).
  virtual Result<Template> create_template(const NewTemplate& wanted) = 0;

  virtual Result<std::optional<Template>> template_of(const TemplateKey& key) = 0;

  /// By name, those after `after` (empty: from the first), at most `limit`.
  virtual Result<std::vector<Template>> list_templates(TemplateKind kind, const std::string& after,
                                                       std::size_t limit) = 0;

  virtual Result<Template> update_template(const TemplateKey& key, const TemplateUpdate& update) = 0;

  /// What was deleted; nothing where there was none. Errors: conflict (it has versions).
  virtual Result<std::optional<Template>> delete_template(const TemplateKey& key) = 0;

  /// Makes a version in status REGISTRATION_IN_PROGRESS. Majors count from 1 and minors from 0; a number is never given
  /// twice. The same token with the same parameters gives the first result, with others it is invalid ("Idempotent
  /// parameter mismatch"). Errors: not_found (template, or a major that neither exists nor is the next one), too_large
  /// (1,000 versions of a template).
  virtual Result<Version> begin_version(const NewVersion& wanted) = 0;

  /// Versions in progress, oldest first.
  virtual Result<std::vector<PendingVersion>> pending_versions(std::size_t limit) = 0;

  /// Ends a registration well: DRAFT, or PUBLISHED where new versions are published at once. The bundle's kind is the
  /// template's; `bundle_key` is where the store has it. Nothing happens where the version is gone or ended already. A
  /// bundle that breaks what the version before offered is failed with the reason, as the policy says.
  virtual Result<void> finish_version(const PendingVersion& pending, const bundle::Bundle& bundle,
                                      const std::string& bundle_key) = 0;

  /// Ends it badly: REGISTRATION_FAILED with the reason as status message.
  virtual Result<void> fail_version(const PendingVersion& pending, const std::string& reason) = 0;

  virtual Result<std::optional<Version>> version_of(const TemplateKey& key, VersionNumber number) = 0;

  /// Ascending by major and minor, those after `after`, of one major or of all; without `schema`. Errors: not_found.
  virtual Result<std::vector<Version>> list_versions(const TemplateKey& key, std::optional<std::int64_t> major,
                                                     std::optional<VersionNumber> after, std::size_t limit) = 0;

  /// Publishing a published version changes nothing; one in progress or failed is a conflict.
  virtual Result<Version> update_version(const TemplateKey& key, VersionNumber number, const VersionUpdate& update) = 0;

  /// What was deleted; nothing where there was none. Errors: conflict (it is the recommended minor version and not the
  /// only one of its major; or of the recommended major while there are others).
  virtual Result<std::optional<Version>> delete_version(const TemplateKey& key, VersionNumber number) = 0;

  /// Adds tags or replaces values. Errors: not_found, too_large (50 tags), invalid (reserved `aws:` keys).
  virtual Result<void> tag(const ResourceKey& resource, const std::vector<Tag>& tags) = 0;
  virtual Result<void> untag(const ResourceKey& resource, const std::vector<std::string>& keys) = 0;

  /// By key, those after `after`. Errors: not_found.
  virtual Result<std::vector<Tag>> list_tags(const ResourceKey& resource, const std::string& after,
                                             std::size_t limit) = 0;

  virtual Result<LibraryCounts> counts() = 0;
};

}  // namespace baryon::registry
