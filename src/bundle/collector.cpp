#include "bundle/collector.h"

#include <fmt/format.h>

#include <string_view>

#include "bundle/quota.h"

namespace baryon::bundle {
namespace {

constexpr std::string_view instances = "instance_infrastructure";

bool is_within_quota(const CollectedFiles& files) {
  return files.file_count <= quota::bundle_files && files.bytes <= quota::bundle_bytes;
}

bool is_at_or_below(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

/// Counts an entry, and whether its bytes are wanted.
bool takes(CollectedFiles& directory, std::string_view inner_path, const archive::Entry& entry) {
  if (entry.type == archive::EntryType::symbolic_link && directory.symbolic_link.empty())
    directory.symbolic_link = inner_path;
  if (entry.type != archive::EntryType::file) return false;
  directory.file_count += 1;
  directory.bytes += entry.size;
  if (entry.size > quota::file_bytes) {
    if (directory.oversized_file.empty()) directory.oversized_file = inner_path;
    return false;
  }
  if (is_within_quota(directory)) return true;
  directory.files = {};
  return false;
}

/// `schema` of `templates/vpc/v1/schema/schema.yaml`. A link may stand for a directory: then the template is refused
/// with a reason instead of being passed over.
bool lies_in_template_part(std::string_view inner_path, archive::EntryType type) {
  const auto slash = inner_path.find('/');
  const bool is_directory = slash != std::string_view::npos || type != archive::EntryType::file;
  return is_directory && is_template_part(inner_path.substr(0, slash));
}

}  // namespace

bool is_template_part(std::string_view name) {
  return name == "schema" || name == "infrastructure" || name == instances || name == "pipeline_infrastructure";
}

Collector::Collector(File& scratch, const std::vector<std::string>& shared) : scratch_(scratch) {
  for (const auto& path : shared) shared_.try_emplace(path);
}

Result<void> Collector::visit(const archive::Entry& entry, archive::Content& content) {
  const std::string_view path = entry.path;
  auto* const shared = shared_directory_above(entry);
  std::vector<CollectedFiles*> takers;
  for (const auto& version : version_paths_above(path)) {
    if (shared != nullptr && is_at_or_below(version.directory, shared->first)) break;
    BARYON_TRY(auto* const directory, this->directory(version));
    const auto inner_path = path.substr(version.directory.size() + 1);
    if (lies_in_template_part(inner_path, entry.type)) {
      directory->looks_like_template = true;
      directory->holds_instances |= inner_path.starts_with(instances);
    }
    if (takes(*directory, inner_path, entry)) takers.push_back(directory);
  }
  if (shared != nullptr && takes(shared->second, path, entry)) takers.push_back(&shared->second);
  if (takers.empty()) return {};
  BARYON_CHECK(account(sizeof(BundleFile) + path.size() + takers.size() * sizeof(std::uint32_t)));
  BARYON_TRY(auto file, copy(entry, content));
  for (auto* const taker : takers) taker->files.push_back(static_cast<std::uint32_t>(files_.size()));
  files_.push_back(std::move(file));
  return {};
}

/// The outermost one; notes that all of them are there.
Collector::Shared* Collector::shared_directory_above(const archive::Entry& entry) {
  Shared* outermost = nullptr;
  for (auto& shared : shared_) {
    const auto& [path, directory] = shared;
    if (!is_at_or_below(entry.path, path)) continue;
    const bool is_itself = entry.path.size() == path.size();
    if (is_itself && entry.type == archive::EntryType::file) continue;
    shared.second.is_present = true;
    if (outermost == nullptr) outermost = &shared;
  }
  return outermost;
}

Result<VersionDirectory*> Collector::directory(const VersionPath& path) {
  if (const auto found = directories_.find(path.directory); found != directories_.end()) return &found->second;
  BARYON_CHECK(account(2 * sizeof(VersionDirectory) + path.directory.size()));
  const auto added = directories_.try_emplace(std::string(path.directory),
                                              VersionDirectory{{}, std::string(path.template_name), path.major});
  return &added.first->second;
}

Result<BundleFile> Collector::copy(const archive::Entry& entry, archive::Content& content) {
  BundleFile file{
      .path = entry.path, .is_executable = entry.is_executable, .size = entry.size, .offset = scratch_bytes_};
  Sha256 hash;
  while (true) {
    BARYON_TRY(const auto piece, content.next());
    if (piece.empty()) break;
    hash.update(piece);
    BARYON_CHECK(scratch_.write(piece));
    scratch_bytes_ += piece.size();
  }
  file.sha256 = hash.finish();
  return file;
}

Result<void> Collector::account(std::uint64_t bytes) {
  index_bytes_ += bytes;
  if (index_bytes_ <= quota::version_index_bytes) return {};
  return fail(ErrorCode::too_large,
              fmt::format("the version directories of the archive pass the limit version_index_bytes of {}",
                          format_bytes(quota::version_index_bytes)),
              "keep dependencies and generated files out of the repository");
}

}  // namespace baryon::bundle
