#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "bundle/bundle.h"

namespace baryon::bundle::lint {

/// The files of a bundle under examination. Views into what `inspect` holds; thread-safe.
class Subject {
 public:
  /// `files`: sorted by path, relative to the version directory.
  Subject(std::span<const BundleFile> files, const File& scratch) : files_(files), scratch_(scratch) {}

  [[nodiscard]] std::span<const BundleFile> files() const { return files_; }

  /// Null where there is none.
  [[nodiscard]] const BundleFile* find(std::string_view path) const;

  /// Those below a directory at any depth: `below("infrastructure")`.
  [[nodiscard]] std::span<const BundleFile> below(std::string_view directory) const;

  /// The content of a file of this bundle. Errors: those of `File::read_at`.
  [[nodiscard]] Result<std::string> text(const BundleFile& file) const;

 private:
  std::span<const BundleFile> files_;
  const File& scratch_;
};

}  // namespace baryon::bundle::lint
