#include "bundle/shared_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "archive/path_rules.h"
#include "base/units.h"
#include "bundle/lint/scan_rules.h"
#include "bundle/quota.h"

namespace baryon::bundle {
namespace {

constexpr std::string_view root = "shared/";
constexpr std::size_t most_named = 4;

std::string in_bundle(std::string_view path) { return std::string(root) + std::string(path); }

std::string name_all(const std::vector<std::string_view>& paths) {
  std::string text = paths.size() == 1 ? "the shared directory " : "the shared directories ";
  for (std::size_t i = 0; i < paths.size() && i < most_named; ++i) {
    if (i > 0) text += i + 1 == paths.size() ? " and " : ", ";
    text += archive::in_quotes(paths[i]);
  }
  return paths.size() > most_named ? text + ", ..." : text;
}

}  // namespace

SharedFiles::SharedFiles(const Collector& collector, const archive::Limits& limits) : collector_(collector) {
  std::vector<std::string_view> present;
  for (const auto& [path, directory] : collector.shared()) {
    if (!directory.is_present) continue;
    present.push_back(path);
    file_count_ += directory.file_count;
    bytes_ += directory.bytes;
    for (const auto index : directory.files) {
      auto& file = files_.emplace_back(collector.files()[index]);
      file.path = in_bundle(file.path);
      if (!path_fault_.empty()) continue;
      if (const auto fits = archive::normalise_path(file.path, limits); !fits) path_fault_ = fits.error().message;
    }
  }
  names_ = name_all(present);
  std::ranges::sort(files_, {}, &BundleFile::path);
}

std::uint64_t SharedFiles::index_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& file : files_) bytes += sizeof(BundleFile) + file.path.size();
  return bytes;
}

void SharedFiles::check(std::string_view path, const VersionDirectory& directory, lint::Report& report) const {
  check_kinds(report);
  check_quotas(directory, report);
  check_names(path, directory, report);
}

void SharedFiles::check_kinds(lint::Report& report) const {
  for (const auto& [path, directory] : collector_.shared()) {
    const auto place = archive::in_quotes(path);
    if (!directory.symbolic_link.empty())
      report.add(lint::shared_symbolic_link, in_bundle(directory.symbolic_link), {},
                 fmt::format("is a symbolic link in the shared directory {}", place),
                 "a bundle holds plain files only; copy what the link points to");
    if (!directory.oversized_file.empty())
      report.add(lint::shared_too_large, in_bundle(directory.oversized_file), {},
                 fmt::format("is larger than {}, the quota for a file, in the shared directory {}",
                             format_bytes(quota::file_bytes), place),
                 "keep large files elsewhere and refer to them");
  }
}

/// What a version directory holds too much of by itself is reported elsewhere.
void SharedFiles::check_quotas(const VersionDirectory& directory, lint::Report& report) const {
  const auto file_count = directory.file_count + file_count_;
  if (directory.file_count <= quota::bundle_files && file_count > quota::bundle_files)
    report.add(lint::shared_too_large, "", {},
               fmt::format("{} files, {} of them in {}, where the quota for a bundle is {}", file_count, file_count_,
                           names_, quota::bundle_files),
               "share fewer files");
  const auto bytes = directory.bytes + bytes_;
  if (directory.bytes <= quota::bundle_bytes && bytes > quota::bundle_bytes)
    report.add(lint::shared_too_large, "", {},
               fmt::format("{} bytes in all, {} of them in {}, where the quota for a bundle is {}", bytes, bytes_,
                           names_, format_bytes(quota::bundle_bytes)),
               "share fewer or smaller files");
  if (!path_fault_.empty())
    report.add(lint::shared_too_large, "", {}, fmt::format("{}, in {}", path_fault_, names_), "shorten its path");
}

void SharedFiles::check_names(std::string_view path, const VersionDirectory& directory, lint::Report& report) const {
  for (const auto index : directory.files) {
    const auto own_path = std::string_view(collector_.files()[index].path).substr(path.size() + 1);
    if (const auto* const file = in_the_way_of(own_path))
      report.add(lint::shared_name_taken, std::string(own_path), {},
                 fmt::format("{} takes its place, from {}", archive::in_quotes(file->path), names_),
                 "rename one of the two");
  }
}

/// A shared file that has this path, lies below it or is one of its parents.
const BundleFile* SharedFiles::in_the_way_of(std::string_view own_path) const {
  for (auto end = own_path.find('/');; end = own_path.find('/', end + 1)) {
    const auto part = own_path.substr(0, end);
    const auto found = std::ranges::lower_bound(files_, part, {}, &BundleFile::path);
    if (found != files_.end() && found->path == part) return &*found;
    if (end != std::string_view::npos) continue;
    const auto below = std::ranges::lower_bound(files_, std::string(part) + '/', {}, &BundleFile::path);
    return below != files_.end() && below->path.starts_with(std::string(part) + '/') ? &*below : nullptr;
  }
}

}  // namespace baryon::bundle
