#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "base/error.h"
#include "db/database.h"
#include "registry/library.h"

namespace baryon::registry {

/// What retention makes of a version.
enum class Keep : std::uint8_t {
  no,
  in_progress,  ///< its registration is not finished
  published,    ///< which the recommended version always is
  newest,       ///< one of the newest of its major
  referenced,   ///< a service template is compatible with its major
};

struct VersionState {
  VersionNumber number;
  VersionStatus status = VersionStatus::draft;
};

/// What to make of the versions of one template, which are in ascending order: drafts and failed registrations older
/// than the newest `count` of their major may go.
[[nodiscard]] std::vector<Keep> judge_versions(std::span<const VersionState> versions, std::size_t count,
                                               const std::set<std::int64_t>& referenced_majors);

/// A version that is not needed any longer.
struct Pruned {
  TemplateKey template_key;
  VersionNumber number;
  VersionStatus status = VersionStatus::draft;
};

/// Removes old drafts and failed registrations from the embedded registry. Each template is judged and pruned in one
/// transaction, so that what is published or referenced at that instant stays. Thread-safe.
class Retention {
 public:
  enum class Mode : bool { apply, dry_run };

  /// Must outlive it.
  explicit Retention(db::Database& database) : database_(database) {}

  /// All that went, or would go, in the order of names. `count`: how many of each major stay at least, from 1.
  [[nodiscard]] Result<std::vector<Pruned>> prune(std::size_t count, Mode mode);

 private:
  db::Database& database_;
};

}  // namespace baryon::registry
