#include "cli/bundle_reader.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "archive/tar_reader.h"
#include "base/file.h"

namespace baryon::cli {
namespace {

Result<File> fetch(app::Application& application, const registry::Version& version) {
  const bool is_registered =
      version.status == registry::VersionStatus::draft || version.status == registry::VersionStatus::published;
  if (version.bundle_key.empty() && is_registered)
    return fail(ErrorCode::not_found,
                fmt::format("the registry does not say where the files of {}@{} lie", version.template_name,
                            version.number.text()),
                "they are known of versions that were pushed");
  if (version.bundle_key.empty())
    return fail(ErrorCode::not_found,
                fmt::format("{}@{} has no files: its status is {}", version.template_name, version.number.text(),
                            registry::to_string(version.status)),
                version.status_message);
  BARYON_TRY(auto spool, File::create_unnamed(application.spool_directory()));
  auto got = application.store().get(version.bundle_key, [&](ByteView bytes) { return spool.write(bytes); });
  if (!got)
    return std::unexpected(within(fmt::format("the bundle of {}@{}", version.template_name, version.number.text()),
                                  std::move(got).error()));
  return spool;
}

BundleEntry to_bundle_entry(const archive::Entry& entry, const Sha256Digest& sha256) {
  return {.path = entry.path, .size = entry.size, .is_executable = entry.is_executable, .sha256 = sha256};
}

/// Hands each piece to `take` as well.
template <class Take>
Result<Sha256Digest> digest_of(archive::Content& content, Take take) {
  Sha256 hash;
  while (true) {
    BARYON_TRY(const auto piece, content.next());
    if (piece.empty()) return hash.finish();
    hash.update(piece);
    BARYON_CHECK(take(piece));
  }
}

Result<Sha256Digest> write_file(const std::filesystem::path& path, const archive::Entry& entry,
                                archive::Content& content) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const int mode = entry.is_executable ? 0777 : 0666;  // and the umask decides
  File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.is_open()) return std::unexpected(system_error("create", path));
  return digest_of(content, [&](ByteView piece) { return file.write(piece); });
}

}  // namespace

Result<std::vector<BundleEntry>> list_bundle(app::Application& application, const registry::Version& version) {
  BARYON_TRY(auto spool, fetch(application, version));
  std::vector<BundleEntry> entries;
  BARYON_CHECK(
      archive::read_tar_gz(spool, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        BARYON_TRY(const auto sha256, digest_of(content, [](ByteView) -> Result<void> { return {}; }));
        entries.push_back(to_bundle_entry(entry, sha256));
        return {};
      }));
  return entries;
}

Result<std::vector<BundleEntry>> unpack_bundle(app::Application& application, const registry::Version& version,
                                               const std::filesystem::path& directory) {
  std::error_code error;
  if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error))
    return fail(ErrorCode::conflict, fmt::format("'{}' exists and is not an empty directory", directory.string()),
                "name a new directory with -o");
  BARYON_TRY(auto spool, fetch(application, version));
  std::filesystem::create_directories(directory, error);
  if (error)
    return fail(ErrorCode::unavailable, fmt::format("cannot make '{}': {}", directory.string(), error.message()));
  std::vector<BundleEntry> entries;
  BARYON_CHECK(
      archive::read_tar_gz(spool, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        if (entry.type != archive::EntryType::file) return {};
        BARYON_TRY(const auto sha256, write_file(directory / entry.path, entry, content));
        entries.push_back(to_bundle_entry(entry, sha256));
        return {};
      }));
  return entries;
}

}  // namespace baryon::cli
