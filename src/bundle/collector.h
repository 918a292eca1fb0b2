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

/// What was met below a directory.
struct CollectedFiles {
  std::uint64_t file_count = 0;
  std::uint64_t bytes = 0;
  std::vector<std::uint32_t> files = {};  ///< into `Collector::files`; empty once a quota is passed

  // The first of each kind that cannot be part of a bundle, empty where there is none: relative to a version directory,
  // of a shared directory with its path in the archive.
  std::string oversized_file = {};
  std::string symbolic_link = {};
};

/// A version directory as it was met in the archive. Whether it is a template is known only at the end.
struct VersionDirectory : CollectedFiles {
  std::string template_name;  ///< empty for one at the root
  std::int64_t major = 0;
  bool looks_like_template = false;  ///< holds `schema/` or an infrastructure directory
  bool holds_instances = false;      ///< holds `instance_infrastructure/`, as service templates do
};

/// A directory whose files become part of every bundle; see bundle/shared_files.h.
struct SharedDirectory : CollectedFiles {
  bool is_present = false;  ///< as a directory, or as a link that stands for one
};

/// The names of the directories that make a version directory a template.
[[nodiscard]] bool is_template_part(std::string_view name);

/// Visits the entries of an archive and copies those below version directories and shared directories into a scratch
/// file, as far as a bundle may be large. Memory is bounded by `quota::version_index_bytes`. One thread at a time.
class Collector {
 public:
  /// By their path in the archive.
  template <class Directory>
  using ByPath = std::map<std::string, Directory, std::less<>>;
  using Directories = ByPath<VersionDirectory>;
  using SharedDirectories = ByPath<SharedDirectory>;

  /// `shared`: paths in the archive, normalised. What lies in two of them counts for the outer one.
  explicit Collector(File& scratch, const std::vector<std::string>& shared = {});

  /// Errors: those of `Content::next` and `File::write`; too_large.
  [[nodiscard]] Result<void> visit(const archive::Entry& entry, archive::Content& content);

  /// Counts what is kept in memory for each file. Error: too_large (`version_index_bytes`).
  [[nodiscard]] Result<void> account(std::uint64_t bytes);

  /// Those inside a shared directory are left out.
  [[nodiscard]] const Directories& directories() const { return directories_; }
  [[nodiscard]] const SharedDirectories& shared() const { return shared_; }

  /// With their full paths in the archive.
  [[nodiscard]] const std::vector<BundleFile>& files() const { return files_; }

 private:
  using Shared = SharedDirectories::value_type;

  Shared* shared_directory_above(const archive::Entry& entry);
  Result<VersionDirectory*> directory(const VersionPath& path);
  Result<BundleFile> copy(const archive::Entry& entry, archive::Content& content);

  File& scratch_;
  std::uint64_t scratch_bytes_ = 0;
  std::uint64_t index_bytes_ = 0;
  Directories directories_;
  SharedDirectories shared_;
  std::vector<BundleFile> files_;
};

}  // namespace baryon::bundle
