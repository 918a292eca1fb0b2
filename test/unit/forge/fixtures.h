#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace baryon::forge {

/// The folder of webhook bodies recorded from public projects: `$BARYON_SHARED/fixtures/webhooks`, or the same below a
/// folder `shared` beside any folder above the current one. Nothing where there is none.
[[nodiscard]] inline std::optional<std::filesystem::path> webhook_fixtures() {
  const auto below = [](const std::filesystem::path& shared) -> std::optional<std::filesystem::path> {
    auto fixtures = shared / "fixtures" / "webhooks";
    return std::filesystem::exists(fixtures / "index.json") ? std::optional(fixtures) : std::nullopt;
  };
  if (const char* shared = std::getenv("BARYON_SHARED"); shared != nullptr) return below(shared);
  for (auto folder = std::filesystem::current_path();; folder = folder.parent_path()) {
    if (auto found = below(folder.parent_path() / "shared")) return found;
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

inline constexpr const char* no_fixtures =
    "the webhook fixtures are not here: set BARYON_SHARED to the folder that holds fixtures/webhooks";

}  // namespace baryon::forge
