#pragma once

#include <cstdint>

#include "bundle/bundle.h"
#include "registry/registry.h"

namespace baryon::registry {

/// A bundle whose content differs from the newest version of its major.
struct Candidate {
  const bundle::Surface& before;
  VersionNumber number;  ///< of the version before
  const bundle::Bundle& bundle;
  VersionNumber next;           ///< that is free in this major
  std::int64_t next_major = 0;  ///< that is free
};

/// Decides what a changed bundle becomes: the next minor version, or what the policy says of one that breaks what was
/// deployed from the version before.
[[nodiscard]] Registration guard(const Candidate& candidate, Compatibility policy);

}  // namespace baryon::registry
