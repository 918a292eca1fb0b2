#pragma once

#include <vector>

#include "base/error.h"
#include "forge/forge.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// The configured repositories as the forge lists them.
struct Listing {
  std::vector<forge::ListedRepository> repositories;
  std::vector<Error> failures;  ///< of projects that could not be listed
};

/// Asks project by project where `rules.projects` names them, else for all and picks. A project that does not exist or
/// may not be read does not stop the others. Errors: those of the forge; where no project can be listed, of the first.
[[nodiscard]] Result<Listing> list_repositories(forge::Forge& forge, const Rules& rules);

}  // namespace baryon::pipeline
