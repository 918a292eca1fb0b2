#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "archive/entry.h"
#include "archive/tar_reader.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "bundle/bundle.h"
#include "bundle/version_path.h"

namespace baryon::bundle {

/// A version directory as it was met in the archive. Whether it is a template is known only at the end.
struct VersionDirectory {
  std::string template_name;  ///< empty for one at the root
  std::int64_t major = 0;
  bool looks_like_template = false;  ///< holds `schema/` or an infrastructure directory

  std::uint64_t file_count = 0;
  std::uint64_t bytes = 0;
  std::vector<std::uint32_t> files = {};  ///< into `Collector::files`; empty once a quota is passed

  // The first of each kind that cannot be part of a bundle, empty where there is none.
  std::string oversized_file = {};
  std::string symbolic_link = {};
};

/// The names of the directories that make a version directory a template.
[[nodiscard]] bool is_template_part(std::string_view name);

/// Visits the entries of an archive and copies those below version directories into a scratch file, as far as a bundle
/// may be large. Memory is bounded by `quota::version_index_bytes`. One thread at a time.
class Collector {
 public:
  /// By their path in the archive.
  using Directories = std::map<std::string, VersionDirectory, std::less<>>;

  explicit Collector(File& scratch) : scratch_(scratch) {}

  /// Errors: those of `Content::next` and `File::write`; too_large.
  [[nodiscard]] Result<void> visit(const archive::Entry& entry, archive::Content& content);

  [[nodiscard]] const Directories& directories() const { return directories_; }

  /// With their full paths in the archive.
  [[nodiscard]] const std::vector<BundleFile>& files() const { return files_; }

 private:
  Result<VersionDirectory*> directory(const VersionPath& path);
  Result<BundleFile> copy(const archive::Entry& entry, archive::Content& content);
  Result<void> account(std::size_t bytes);

  File& scratch_;
  std::uint64_t scratch_bytes_ = 0;
  std::uint64_t index_bytes_ = 0;
  Directories directories_;
  std::vector<BundleFile> files_;
};

}  // namespace baryon::bundle
