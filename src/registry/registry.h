#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "bundle/bundle.h"

namespace baryon::registry {

using bundle::CompatibleEnvironment;
using bundle::TemplateKind;

/// The repository that a template belongs to.
struct Owner {
  std::string forge;  ///< `bitbucket`, or `local` for what was synced from a directory or file
  std::int64_t repository_id = 0;
  std::string project;
  std::string slug;

  /// `PROJECT/slug`; empty for nobody.
  [[nodiscard]] std::string path() const { return is_nobody() ? "" : project + "/" + slug; }

  /// Of a template made by hand: the first repository that adds a version to it becomes its owner.
  [[nodiscard]] bool is_nobody() const { return forge.empty() && project.empty(); }
};

/// A template as people name it. An environment and a service template may share a name: then `kind` says which one is
/// meant, and without it the environment template is.
struct TemplateName {
  TemplateName(std::string text, std::optional<TemplateKind> which = {})  // NOLINT(*-explicit-*)
      : name(std::move(text)), kind(which) {}
  TemplateName(const char* text) : name(text) {}  // NOLINT(*-explicit-*)

  std::string name;
  std::optional<TemplateKind> kind = {};
};

struct Template {
  TemplateKind kind = TemplateKind::environment;
  std::string name = {};
  std::string display_name = {};
  std::string description = {};
  std::string encryption_key = {};
  bool is_customer_managed = false;  ///< environments are, or the pipeline of a service is, built by the customer
  Owner owner = {};                  ///< nobody where it was made by hand
  Timestamp created_at = {};
  Timestamp last_modified_at = {};
  std::int64_t version_count = 0;
  std::string newest = {};       ///< `2.3`: the highest major and its highest minor; empty where none is registered
  std::string recommended = {};  ///< the same among published versions; empty without
};

enum class VersionStatus : std::uint8_t { registration_in_progress, registration_failed, draft, published };

[[nodiscard]] std::string_view to_string(VersionStatus status);  ///< in capitals, as AWS Proton writes it

/// Errors: corrupt.
[[nodiscard]] Result<VersionStatus> parse_version_status(std::string_view text);

struct VersionNumber {
  std::int64_t major = 0;
  std::int64_t minor = 0;

  [[nodiscard]] std::string text() const { return std::to_string(major) + "." + std::to_string(minor); }
  friend auto operator<=>(const VersionNumber&, const VersionNumber&) = default;
};

/// `MAJOR.MINOR`. Errors: invalid.
[[nodiscard]] Result<VersionNumber> parse_version_number(std::string_view text);

struct Version {
  TemplateKind kind = TemplateKind::environment;
  std::string template_name = {};
  VersionNumber number;
  VersionStatus status = VersionStatus::draft;
  std::string status_message = {};                     ///< why its registration failed
  std::optional<std::int64_t> recommended_minor = {};  ///< of its major: the highest that is published
  std::string description = {};
  std::string digest = {};  ///< of the bundle, 64 hex digits
  std::string schema = {};  ///< schema.yaml, verbatim
  std::vector<CompatibleEnvironment> compatible_environments = {};
  std::vector<std::string> supported_component_sources = {};
  std::string engine = {};  ///< `bundle::to_string(Engine)`; empty: customer-managed, or not known
  std::optional<std::vector<std::string>> outputs = {};  ///< their names, sorted; nothing: not known
  std::string bundle_key = {};                           ///< in the store
  std::string project = {};
  std::string slug = {};
  std::string ref = {};
  std::string commit = {};
  std::string directory = {};
  Timestamp created_at = {};
  Timestamp last_modified_at = {};

  [[nodiscard]] bundle::Surface surface() const { return {.schema = schema, .engine = engine, .outputs = outputs}; }

  /// `PROJECT/slug`; empty where it was made by hand.
  [[nodiscard]] std::string repository() const { return project.empty() ? "" : project + "/" + slug; }
};

/// What somebody wants to be registered.
struct Submission {
  Owner owner;
  bundle::Bundle bundle;
  std::string bundle_key;
  std::string description;
  std::string ref;
  std::string commit;
  bool is_for_any_owner = false;  ///< the template may belong to another repository; submitted, it moves to this one
  std::string run = {};           ///< names who submits it again after a failure; empty: nobody does
};

enum class Outcome : std::uint8_t { new_template, new_major, new_minor, unchanged, refused };

[[nodiscard]] std::string_view to_string(Outcome outcome);

/// What was done, or would be.
struct Registration {
  Outcome outcome = Outcome::unchanged;
  VersionNumber number;  ///< the new version, or the one that has this content; none when refused
  std::string reason;
  std::string hint = {};
  std::vector<bundle::Finding> findings = {};  ///< breaking changes against the version before

  [[nodiscard]] bool makes_version() const { return outcome != Outcome::unchanged && outcome != Outcome::refused; }
};

/// What becomes of a new minor version that breaks what was deployed from the one before.
enum class Compatibility : std::uint8_t {
  refuse,
  warn,        ///< it is registered, with a warning
  next_major,  ///< it becomes a major of its own, which the directory then continues
};

/// Where templates and their versions live. Thread-safe.
///
/// Errors: conflict (another repository's template, or of the other kind), not_found, unavailable and retryable.
class Registry {
 public:
  virtual ~Registry() = default;

  /// What `submit` would do now; changes nothing.
  virtual Result<Registration> plan(const Submission& submission) = 0;

  /// Makes the template where it is missing and the version where the content differs from the newest one of its major.
  /// Decided by content in one transaction: submitted twice in a row, it changes nothing the second time. Nor does it
  /// for the same run, whatever was submitted by others in between.
  virtual Result<Registration> submit(const Submission& submission) = 0;

  /// Sorted by name.
  virtual Result<std::vector<Template>> templates() = 0;
  virtual Result<std::optional<Template>> find_template(const TemplateName& name) = 0;

  /// In ascending order of major, then minor; without `schema`.
  virtual Result<std::vector<Version>> versions(const TemplateName& name) = 0;

  /// One version with everything; without a number the newest that is registered.
  virtual Result<std::optional<Version>> find_version(const TemplateName& name,
                                                      std::optional<VersionNumber> number) = 0;

  /// The versions that came from commits beginning with these hex digits.
  virtual Result<std::vector<Version>> versions_of_commit(const std::string& commit_prefix) = 0;
};

}  // namespace baryon::registry
