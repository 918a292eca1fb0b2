#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/limits.h"
#include "bundle/bundle.h"
#include "bundle/collector.h"
#include "bundle/lint/report.h"

namespace baryon::bundle {

/// The files of shared directories. They become part of every bundle as `shared/<path in the repository>`: they count
/// in its digest and its quotas, and are stored with it. Views into the collector; thread-safe.
class SharedFiles {
 public:
  /// `limits`: for the paths, which become longer.
  SharedFiles(const Collector& collector, const archive::Limits& limits);

  /// Sorted by path, as they are in a bundle.
  [[nodiscard]] std::span<const BundleFile> files() const { return files_; }

  /// Memory that they take in each bundle.
  [[nodiscard]] std::uint64_t index_bytes() const;

  /// Reports why they cannot be part of the bundle of a version directory.
  void check(std::string_view path, const VersionDirectory& directory, lint::Report& report) const;

 private:
  void check_kinds(lint::Report& report) const;
  void check_quotas(const VersionDirectory& directory, lint::Report& report) const;
  void check_names(std::string_view path, const VersionDirectory& directory, lint::Report& report) const;
  [[nodiscard]] const BundleFile* in_the_way_of(std::string_view own_path) const;

  const Collector& collector_;
  std::string names_;  ///< `the shared directory 'a'`, `the shared directories 'a' and 'b'`
  std::uint64_t file_count_ = 0;
  std::uint64_t bytes_ = 0;
  std::string path_fault_;  ///< of the first path that has become too long
  std::vector<BundleFile> files_;
};

}  // namespace baryon::bundle
