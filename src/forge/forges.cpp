#include "forge/forges.h"

#include <fmt/format.h>

#include <algorithm>

namespace baryon::forge {

Result<Forge*> Forges::find(std::string_view name) const {
  const auto found = std::ranges::find(forges_, name, [](const Forge* forge) { return forge->name(); });
  if (found != forges_.end()) return *found;
  return fail_for_now(ErrorCode::configuration, fmt::format("no forge '{}' is configured", name),
                      "configure it again, or leave the sync as it is");
}

}  // namespace baryon::forge
