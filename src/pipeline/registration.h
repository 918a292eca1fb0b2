#pragma once

#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.h"
#include "pipeline/bundle_sources.h"
#include "registry/library.h"
#include "store/store.h"

namespace baryon::pipeline {

/// Carries one version that was asked for by hand to its end: reads its bundle, applies the rules that pushes are held
/// to, stores it in canonical form, and finishes or fails the version. Decided by content, so that it may be cut off
/// anywhere and run again. Thread-safe.
class Registration {
 public:
  /// All must outlive it.
  Registration(store::Store& store, registry::Library& library, const BundleSources& sources,
               std::filesystem::path scratch_directory)
      : store_(store), library_(library), sources_(sources), scratch_directory_(std::move(scratch_directory)) {}

  /// The version as it is then, nothing where it was deleted meanwhile. An error is about the store, the disk or the
  /// database: the version stays as it is, to be tried again.
  [[nodiscard]] Result<std::optional<registry::Version>> run(const registry::PendingVersion& pending);

 private:
  [[nodiscard]] Result<void> take(const registry::PendingVersion& pending);

  store::Store& store_;
  registry::Library& library_;
  const BundleSources& sources_;
  std::filesystem::path scratch_directory_;
};

}  // namespace baryon::pipeline
