#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "archive/limits.h"
#include "archive/tar_reader.h"
#include "base/error.h"
#include "base/file.h"
#include "bundle/bundle.h"
#include "bundle/inspect.h"
#include "bundle/root_names.h"

namespace baryon::bundle {

struct ScanOptions {
  RootNames root_names;                     ///< for `v<N>/` at the root of the archive
  std::filesystem::path scratch_directory;  ///< where the unnamed scratch file is made

  /// Of an archive that was made by hand: only what lies below this directory is looked at, with paths from there.
  std::string root = {};
  archive::AbsoluteNames absolute_names = archive::AbsoluteNames::refuse;

  /// Whether a service template has to hold a registration file. Not where its environments are told otherwise.
  RegistrationFile registration_file = RegistrationFile::required;

  /// Prepended to every path (`vpc/v1/`), so that a version directory or a bare bundle can be scanned by itself.
  std::string prefix = {};

  /// Directories whose files become part of every template's bundle as `shared/<path>`: they count in its digest and
  /// its quotas, and are stored with it. Paths from the root, normalised, not empty; they may lie anywhere. Version
  /// directories inside one are no templates.
  std::vector<std::string> shared_directories = {};
};

/// What an archive holds for the registry.
struct Scan {
  std::vector<Bundle> bundles;        ///< sorted by template name and major; whole and fit to be registered
  std::vector<Refusal> refusals;      ///< sorted by directory: templates that are not
  std::optional<std::string> commit;  ///< as `git archive` noted it
  std::uint64_t entries = 0;
  std::uint64_t unpacked_bytes = 0;
  /// Version directories that look like no template (`api/v1/` of a program), sorted, the first few: for "why not".
  std::vector<std::string> passed_over;
  std::vector<std::string> missing_shared;  ///< of `ScanOptions::shared_directories`, sorted: no such directory here
  std::uint64_t findings_left_out = 0;      ///< beyond `quota::archive_findings`
  File scratch;                             ///< the bytes of all `BundleFile`s, by offset
};

/// Reads a tar.gz once from its start, copies what lies below version directories into a scratch file and tells which
/// of them are templates. Memory is bounded whatever the archive (about 64 MiB at worst, a few MiB usually).
///
/// A directory `<anything>/<template>/v<N>/` is a template when it holds `schema/`, `infrastructure/`,
/// `instance_infrastructure/` or `pipeline_infrastructure/`; one inside another template is part of that one. A
/// template at fault becomes a `Refusal` and does not stop the others. The error of the call is about the archive as a
/// whole: see `archive::read_tar_gz`, `File::write`.
[[nodiscard]] Result<Scan> scan(File& archive, const archive::Limits& limits, const ScanOptions& options);

/// The same for a directory on disk, without a commit: see `archive::read_directory`.
[[nodiscard]] Result<Scan> scan_directory(const std::filesystem::path& directory, const archive::Limits& limits,
                                          const ScanOptions& options);

}  // namespace baryon::bundle
