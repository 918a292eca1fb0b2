#include "bundle/compatibility.h"

#include <algorithm>

namespace baryon::bundle {

std::string_view to_string(Weight weight) {
  switch (weight) {
    case Weight::cosmetic:
      return "cosmetic";
    case Weight::compatible:
      return "compatible";
    case Weight::breaking:
      return "breaking";
  }
  return "compatible";
}

Result<std::vector<SurfaceChange>> compare(const Surface& /*before*/, const Surface& /*after*/) {
  return std::vector<SurfaceChange>{};
}

bool is_breaking(const std::vector<SurfaceChange>& changes) {
  return std::ranges::any_of(changes, [](const SurfaceChange& change) { return change.weight == Weight::breaking; });
}

}  // namespace baryon::bundle
