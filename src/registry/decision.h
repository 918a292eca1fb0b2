#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "bundle/compatibility.h"
#include "registry/library.h"
#include "registry/registry.h"

namespace baryon::registry {

/// The registered version (draft or published) that another one of its major is compared with.
struct Newest {
  VersionNumber number;
  std::string digest;
  bundle::Surface surface;
};

/// What a decision has to know of the registry, wherever that is. One thread at a time.
class Standing {
 public:
  struct Named {
    TemplateKind kind;
    Owner owner;
  };

  virtual ~Standing() = default;

  /// The templates of that name, of either kind.
  virtual Result<std::vector<Named>> templates_named(const std::string& name) = 0;

  /// The highest major that a directory `v<N>/` of that N added to.
  virtual Result<std::optional<std::int64_t>> major_of_directory(const TemplateKey& key,
                                                                 std::int64_t directory_major) = 0;

  /// Whether a directory of another N added to that major.
  virtual Result<bool> has_other_directory(const TemplateKey& key, std::int64_t major,
                                           std::int64_t directory_major) = 0;

  /// The numbers that will be given next.
  virtual Result<std::int64_t> next_major(const TemplateKey& key) = 0;
  virtual Result<std::int64_t> next_minor(const TemplateKey& key, std::int64_t major) = 0;

  virtual Result<std::optional<Newest>> newest_of_major(const TemplateKey& key, std::int64_t major) = 0;

  /// What the submission's run has made of the same content before; only asked for where there is a run.
  virtual Result<std::optional<VersionNumber>> made_before(const Submission& submission) = 0;
};

/// What a submission makes of a registry that stands like this.
///
/// Each directory `v<N>/` continues the major that its newest version has: N, unless a breaking change moved it on
/// (`Compatibility::next_major`), or N was taken by another directory that had been moved to it.
///
/// Errors: conflict (the template is another repository's, or of the other kind).
[[nodiscard]] Result<Registration> decide(Standing& standing, const Submission& submission,
                                          Compatibility compatibility);

}  // namespace baryon::registry
