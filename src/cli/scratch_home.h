#pragma once

#include <filesystem>

#include "app/config.h"
#include "base/error.h"

namespace baryon::cli {

/// A temporary directory that stands in for database and store, and is removed at the end: lets a dry run work where
/// nothing exists yet, without leaving anything behind.
class ScratchHome {
 public:
  ScratchHome() = default;
  ~ScratchHome();
  ScratchHome(ScratchHome&&) = delete;
  ScratchHome& operator=(ScratchHome&&) = delete;
  ScratchHome(const ScratchHome&) = delete;
  ScratchHome& operator=(const ScratchHome&) = delete;

  /// Makes the directory and points the configuration to it. Errors: unavailable.
  Result<void> move_in(app::Config& config);

 private:
  std::filesystem::path directory_;
};

}  // namespace baryon::cli
