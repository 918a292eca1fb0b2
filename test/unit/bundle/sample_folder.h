#pragma once

#include <cstdlib>
#include <filesystem>

namespace baryon::test {

inline constexpr const char* no_sample_bundles =
    "no sample bundles: set BARYON_SHARED to the directory that holds fixtures/bundles";

/// Bundles of AWS's public sample repositories, whose `README.md` says what each is: `$BARYON_SHARED/fixtures/bundles`,
/// or `shared/fixtures/bundles` in a directory above the current one. Empty where there is neither.
inline std::filesystem::path sample_bundles() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto if_there = [&](const fs::path& folder) { return fs::is_directory(folder, ignored) ? folder : fs::path(); };
  const fs::path inside = "fixtures/bundles";
  if (const char* const shared = std::getenv("BARYON_SHARED"); shared != nullptr) return if_there(shared / inside);
  for (auto directory = fs::current_path();; directory = directory.parent_path()) {
    if (const auto found = if_there(directory / "shared" / inside); !found.empty()) return found;
    if (directory == directory.root_path()) return {};
  }
}

}  // namespace baryon::test
