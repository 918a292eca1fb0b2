#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/origin.h"
#include "pipeline/sync_config.h"

namespace baryon::pipeline {

/// What a template's sync config means for its registration from one place.
struct Course {
  std::string skipped_because = {};  ///< empty: it is registered
  std::string hint = {};
  bool moves_here = false;  ///< somebody named this place, so the template belongs to its repository from now on

  [[nodiscard]] bool is_skipped() const { return !skipped_because.empty(); }
};

/// `directory`: of the template's version, in the repository.
[[nodiscard]] Course course_of(const std::optional<SyncConfig>& config, const Origin& origin,
                               const std::string& directory);

/// A template that was found registered, or registered, from a place.
struct Registered {
  registry::TemplateKey template_key;
  std::string directory;  ///< of its version, `templates/vpc/v1`
  bool is_new_version = false;
};

/// Holds registrations to the sync configs of templates, and keeps automatic ones in step with what pushes register.
/// Thread-safe.
class Steering {
 public:
  /// Both must outlive it.
  Steering(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Without a kind, as of a template that cannot be read, any of that name counts.
  Result<Course> course_of(const Origin& origin, const std::string& name, std::optional<registry::TemplateKind> kind,
                           const std::string& directory);

  /// Gives templates without a sync config an automatic one, and lets automatic ones follow new versions. Does nothing
  /// for what did not come from a branch of a forge.
  Result<void> mirror(const Origin& origin, const std::vector<Registered>& registered);

 private:
  db::Database& database_;
  const Clock& clock_;
};

}  // namespace baryon::pipeline
