#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/pauses.h"
#include "registry/library.h"
#include "registry/library_standing.h"
#include "registry/options.h"
#include "registry/pushed_versions.h"
#include "registry/registry.h"

namespace baryon::registry {

struct LibraryRegistryOptions {
  RegistryOptions registry = {};
  std::string bucket = "objects";    ///< under which the library finds the objects of this side's store
  std::string name = "the library";  ///< for messages
};

/// A registry on any template library: decides what a push becomes, makes it with the library's operations and waits
/// until it is registered. What the library does not keep (digest, owner, origin) it keeps as tags (push_tags.h).
///
/// There is no transaction: each step can be repeated, and the one that makes a version carries a token of what was
/// decided, so that a run that was cut off, or another Baryon with the same push, ends with the same version.
/// Majors are given in order, as AWS Proton does: a directory `v<N>/` that would leave one out is refused.
/// Thread-safe; blocks.
class LibraryRegistry final : public Registry {
 public:
  /// How long a registration is waited for; then it is another sync's turn, which finds it again.
  static constexpr std::chrono::milliseconds patience{std::chrono::seconds(60)};
  static constexpr std::chrono::milliseconds first_pause{100};
  static constexpr std::chrono::milliseconds longest_pause{std::chrono::seconds(5)};

  /// Both must outlive it.
  LibraryRegistry(Library& library, Pauses& pauses, LibraryRegistryOptions options)
      : library_(library), pauses_(pauses), options_(std::move(options)), pushed_(library) {}

  Result<Registration> plan(const Submission& submission) override;
  Result<Registration> submit(const Submission& submission) override;
  Result<std::vector<Template>> templates() override;
  Result<std::optional<Template>> find_template(const TemplateName& name) override;

  /// Without the environments that they run in, which lists of a library do not tell.
  Result<std::vector<Version>> versions(const TemplateName& name) override;
  Result<std::optional<Version>> find_version(const TemplateName& name, std::optional<VersionNumber> number) override;

  /// Found by their descriptions, which begin with the commit; one that was edited hides its version.
  Result<std::vector<Version>> versions_of_commit(const std::string& commit_prefix) override;

 private:
  Result<Registration> decide_by(LibraryStanding& standing, const Submission& submission);
  Result<Registration> carry_out(LibraryStanding& standing, const Submission& submission, Registration registration);
  Result<Registration> settle(const Submission& submission, Registration registration);
  Result<void> provide_template(const LibraryStanding& standing, const Submission& submission, Outcome outcome);

  /// Waits for the registration to end, and publishes.
  Result<Registration> see_through(Version version, Registration registration, bool publishes);
  Result<Version> wait_out(Version version);
  [[nodiscard]] Registration refused(std::string reason, std::string hint = {}) const;
  [[nodiscard]] Registration refused(const Version& failed) const;

  /// The environment template where both kinds have that name and neither is asked for.
  Result<std::optional<Template>> find_named(const TemplateName& name);
  Result<Template> complete(Template found);

  Library& library_;
  Pauses& pauses_;
  const LibraryRegistryOptions options_;
  PushedVersions pushed_;
};

}  // namespace baryon::registry
