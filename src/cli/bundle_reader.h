#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/application.h"
#include "base/error.h"
#include "base/sha256.h"
#include "registry/registry.h"

namespace baryon::cli {

struct BundleEntry {
  std::string path;
  std::uint64_t size = 0;
  bool is_executable = false;
  Sha256Digest sha256 = {};
};

/// The files of a registered version, as the store has them. Errors: those of the store, corrupt.
[[nodiscard]] Result<std::vector<BundleEntry>> list_bundle(app::Application& application,
                                                           const registry::Version& version);

/// Writes them below a directory, which is made; it has to be empty or missing (conflict).
[[nodiscard]] Result<std::vector<BundleEntry>> unpack_bundle(app::Application& application,
                                                             const registry::Version& version,
                                                             const std::filesystem::path& directory);

}  // namespace baryon::cli
