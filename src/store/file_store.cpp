#include "store/file_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <ranges>
#include <system_error>
#include <utility>

#include "base/random.h"
#include "store/envelope.h"
#include "store/removal_errors.h"

namespace baryon::store {
namespace {

constexpr std::string_view incoming_name = ".incoming";
constexpr std::size_t max_segment_bytes = 255;  // NAME_MAX
constexpr auto leftover_age = std::chrono::hours(1);

// A put meets a removal that prunes the directory it has just made; it makes it again.
constexpr int max_rename_attempts = 100;

std::unexpected<Error> taken(std::string_view key) {
  return fail(ErrorCode::conflict,
              fmt::format("object '{}' cannot be put: its key, or a part of it, is a directory of other objects or an "
                          "object itself",
                          key),
              "choose store.key so that no key is the beginning of another");
}

Error about(const std::string& key, Error error) { return within(fmt::format("object '{}'", key), std::move(error)); }

// What a crash in the middle of a put has left. Younger files may belong to a put of another process.
void remove_leftovers(const std::filesystem::path& incoming) {
  std::error_code error;
  const auto now = std::filesystem::file_time_type::clock::now();
  for (std::filesystem::directory_iterator it(incoming, error), end; !error && it != end; it.increment(error)) {
    std::error_code one;
    const auto written = it->last_write_time(one);
    if (!one && now - written > leftover_age) std::filesystem::remove(it->path(), one);
  }
}

// Entries that vanish while the tree is walked belong to objects removed meanwhile.
bool has_vanished(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
}

using Visit = std::function<void(const std::string& key, const std::filesystem::path& file)>;

Result<void> walk(const std::filesystem::path& directory, const std::string& key, std::string_view prefix,
                  const Visit& visit) {
  std::error_code error;
  std::filesystem::directory_iterator it(directory, error);
  for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
    const auto name = it->path().filename().string();
    if (key.empty() && name == incoming_name) continue;
    const auto below = key.empty() ? name : fmt::format("{}/{}", key, name);
    const auto common = std::min(below.size(), prefix.size());
    if (std::string_view(below).substr(0, common) != prefix.substr(0, common)) continue;
    std::error_code gone;
    const auto type = it->symlink_status(gone).type();
    if (type == std::filesystem::file_type::regular && below.size() >= prefix.size()) visit(below, it->path());
    if (type == std::filesystem::file_type::directory) BARYON_CHECK(walk(it->path(), below, prefix, visit));
  }
  if (!error || has_vanished(error)) return {};
  errno = error.value();
  return std::unexpected(system_error("list", directory));
}

}  // namespace

FileStore::FileStore(std::filesystem::path root, StoreKey key)
    : root_(std::move(root)), incoming_(root_ / incoming_name), key_(std::move(key)) {}

Result<std::unique_ptr<FileStore>> FileStore::open(std::filesystem::path root, StoreKey key) {
  std::error_code error;
  root = std::filesystem::absolute(root, error).lexically_normal();
  if (!root.has_filename()) root = root.parent_path();  // a trailing `/`
  BARYON_CHECK(make_private_directory(root));
  std::unique_ptr<FileStore> store(new FileStore(std::move(root), std::move(key)));
  remove_leftovers(store->incoming_);
  return store;
}

Result<std::filesystem::path> FileStore::path_of(const std::string& key) const {
  BARYON_CHECK(check_key(key));
  const std::filesystem::path relative(key);
  if (*relative.begin() == incoming_name)
    return fail(ErrorCode::invalid,
                fmt::format("'{}' cannot be an object's key: the store keeps its own files in {}", key, incoming_name));
  for (const auto& segment : relative)
    if (segment.native().size() > max_segment_bytes)
      return fail(ErrorCode::invalid,
                  fmt::format("a segment of the key '{}' is longer than {} bytes", key, max_segment_bytes));
  return root_ / relative;
}

Result<void> FileStore::make_incoming() const {
  if (::mkdir(incoming_.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return std::unexpected(system_error("make the directory", incoming_));
}

Result<std::filesystem::path> FileStore::write_incoming(const ObjectInfo& info, File& content) const {
  BARYON_CHECK(make_incoming());
  auto path = incoming_ / random_hex(16);
  BARYON_TRY(auto file, File::create(path));
  auto written = seal_object(key_, info, content, file);
  if (written) written = file.sync();
  if (written) return path;
  ::unlink(path.c_str());
  return std::unexpected(about(info.key, std::move(written).error()));
}

// Every directory from the root on is synced, not only new ones: another put may have made one and not be done yet.
Result<void> FileStore::place(const std::filesystem::path& incoming, const std::string& key) const {
  const std::filesystem::path relative(key);
  std::vector<std::filesystem::path> directories{root_};
  for (const auto& segment : relative.parent_path()) directories.push_back(directories.back() / segment);
  const auto path = root_ / relative;
  for (int attempt = 0; attempt < max_rename_attempts; ++attempt) {
    for (const auto& directory : directories | std::views::drop(1)) {
      if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST || errno == ENOENT) continue;
      if (errno == ENOTDIR) return taken(key);
      return std::unexpected(about(key, system_error("make the directory", directory)));
    }
    if (::rename(incoming.c_str(), path.c_str()) == 0) {
      for (const auto& directory : directories | std::views::reverse) {
        auto synced = sync_directory(directory);
        if (!synced && synced.error().code != ErrorCode::not_found)  // gone: the object was removed again already
          return std::unexpected(about(key, std::move(synced).error()));
      }
      return {};
    }
    if (errno == ENOTDIR || errno == EISDIR || errno == EEXIST || errno == ENOTEMPTY) return taken(key);
    if (errno != ENOENT) return std::unexpected(about(key, system_error("rename to", path)));
  }
  return fail_for_now(ErrorCode::unavailable,
                      fmt::format("the directories of object '{}' vanish as they are made", key));
}

Result<void> FileStore::put(const std::string& key, File& content, const Metadata& metadata) {
  BARYON_CHECK(path_of(key));
  BARYON_TRY(const auto incoming, write_incoming({.key = key, .metadata = metadata}, content));
  auto placed = place(incoming, key);
  if (!placed) ::unlink(incoming.c_str());
  return placed;
}

Result<File> FileStore::open_file(const std::string& key) const {
  BARYON_TRY(const auto path, path_of(key));
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() && errno != ENOENT && errno != ENOTDIR) return std::unexpected(system_error("open", path));
  struct stat status{};
  if (!file.is_open() || ::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail(ErrorCode::not_found, fmt::format("there is no object '{}'", key));
  return file;
}

Result<ObjectInfo> FileStore::get(const std::string& key, const Sink& sink) {
  BARYON_TRY(auto file, open_file(key));
  return open_object(key_, key, file, sink);
}

Result<ObjectInfo> FileStore::head(const std::string& key) {
  BARYON_TRY(auto file, open_file(key));
  return read_sealed_info(key_, key, file);
}

Result<std::vector<std::string>> FileStore::list(const std::string& prefix) {
  std::vector<std::string> keys;
  BARYON_CHECK(walk(root_, "", prefix, [&](const std::string& key, const auto&) { keys.push_back(key); }));
  std::ranges::sort(keys);
  return keys;
}

Result<void> FileStore::remove(const std::string& key) {
  BARYON_TRY(const auto path, path_of(key));
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == EISDIR) return {};
    return std::unexpected(about(key, system_error("remove", path)));
  }
  auto directory = path.parent_path();
  while (directory != root_ && ::rmdir(directory.c_str()) == 0) directory = directory.parent_path();
  auto synced = sync_directory(directory);
  if (!synced && synced.error().code == ErrorCode::not_found) return {};  // pruned by another removal
  return synced;
}

Result<std::vector<ObjectVersion>> FileStore::list_versions(const std::string& prefix) {
  std::vector<ObjectVersion> versions;
  BARYON_CHECK(walk(root_, "", prefix, [&](const std::string& key, const std::filesystem::path& file) {
    struct stat status{};
    if (::lstat(file.c_str(), &status) != 0) return;  // removed meanwhile
    versions.push_back({.key = key,
                        .size = static_cast<std::uint64_t>(status.st_size),
                        .modified_at = from_millis(status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1'000'000)});
  }));
  std::ranges::sort(versions, {}, &ObjectVersion::key);
  return versions;
}

Result<void> FileStore::remove_versions(std::span<const ObjectVersion> versions) {
  for (const auto& version : versions) BARYON_CHECK(path_of(version.key));
  RemovalErrors errors;
  for (const auto& version : versions)
    if (auto removed = remove(version.key); !removed) errors.add(std::move(removed).error());
  return errors.result();
}

Result<void> FileStore::check() {
  constexpr std::string_view text = "baryon";
  if (::access(root_.c_str(), W_OK | X_OK) != 0) return std::unexpected(system_error("write to", root_));
  BARYON_CHECK(make_incoming());
  BARYON_TRY(auto content, File::create_unnamed(incoming_));
  BARYON_CHECK(content.write(as_bytes(text)));
  BARYON_CHECK(content.rewind());
  BARYON_TRY(const auto path, write_incoming({.key = "check"}, content));
  auto file = File::open(path);
  ::unlink(path.c_str());
  if (!file) return std::unexpected(std::move(file).error());
  std::string read;
  BARYON_CHECK(open_object(key_, "check", *file, [&](ByteView piece) -> Result<void> {
    read.append(piece.begin(), piece.end());
    return {};
  }));
  if (read != text)
    return fail(ErrorCode::corrupt, fmt::format("'{}' does not give back what was written", root_.string()));
  return {};
}

}  // namespace baryon::store
