#include "store/store_key.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "base/sha256.h"

namespace baryon::store {
namespace {

constexpr std::uint64_t max_file_bytes = 1024;

std::string hex_in(std::string_view content) {
  while (content.ends_with('\n') || content.ends_with('\r') || content.ends_with(' ')) content.remove_suffix(1);
  return std::string(content);
}

Result<StoreKey> read_key(const std::filesystem::path& file) {
  auto content = read_small_file(file, max_file_bytes);
  if (!content && content.error().code != ErrorCode::too_large)
    return std::unexpected(within("the store key", std::move(content).error()));
  auto bytes = content ? from_hex(hex_in(*content)) : std::nullopt;
  if (content) OPENSSL_cleanse(content->data(), content->size());
  if (!bytes || bytes->size() != StoreKey::size)
    return fail(ErrorCode::configuration,
                fmt::format("the store key in '{}' is not {} hexadecimal digits", file.string(), StoreKey::size * 2),
                "restore the file from a backup; without it the stored objects cannot be opened");
  auto key = StoreKey::from_bytes(*bytes);
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return key;
}

void warn_if_others_may_read(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0 || (status.st_mode & 077U) == 0) return;
  log::warning("store key is open to others", {{"file", file.string()}, {"hint", "chmod 600 " + file.string()}});
}

// A directory that cannot be looked into counts as holding some.
bool holds_objects(const std::filesystem::path& directory) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    if (it.depth() == 0 && it->path().filename() == ".incoming") it.disable_recursion_pending();
    if (it->symlink_status(error).type() == std::filesystem::file_type::regular) return true;
  }
  return error && error != std::errc::no_such_file_or_directory;
}

// A hard link, because it never replaces: of several processes exactly one gets its key in, and all read that one.
Result<void> make_key(const std::filesystem::path& file, const StoreKey::Make& make) {
  BARYON_CHECK(make_private_directory(file.parent_path()));
  auto temporary = file;
  temporary += ".making-" + random_hex(8);
  BARYON_TRY(const auto content, make());
  BARYON_CHECK(write_file_atomically(temporary, content));
  Result<void> linked;
  if (::link(temporary.c_str(), file.c_str()) != 0 && errno != EEXIST)
    linked = std::unexpected(system_error("make the store key", file));
  ::unlink(temporary.c_str());
  BARYON_CHECK(linked);
  return sync_directory(file.has_parent_path() ? file.parent_path() : ".");
}

}  // namespace

StoreKey::StoreKey(ByteView bytes)
    : bytes_(std::string(bytes.begin(), bytes.end())),
      id_(to_hex(hmac_sha256(bytes_.reveal(), "baryon store key id")).substr(0, 16)) {}

Result<StoreKey> StoreKey::from_bytes(ByteView bytes) {
  if (bytes.size() != size)
    return fail(ErrorCode::configuration, fmt::format("a store key has {} bytes, not {}", size, bytes.size()));
  return StoreKey(bytes);
}

Result<std::string> StoreKey::random() { return random_hex(size) + "\n"; }

Result<StoreKey> StoreKey::load_or_make(const std::filesystem::path& file, const std::filesystem::path& objects,
                                        const Make& make) {
  auto key = read_key(file);
  if (!key && key.error().code == ErrorCode::not_found) {
    const bool has_objects = holds_objects(objects);
    key = read_key(file);  // another process may have made it, and then an object, in between
    if (key || key.error().code != ErrorCode::not_found) return key;
    if (has_objects)
      return fail(ErrorCode::configuration,
                  fmt::format("the store key '{}' is missing, but '{}' holds objects sealed with it", file.string(),
                              objects.string()),
                  "restore the key file from a backup, or move the objects away to start with an empty store");
    BARYON_CHECK(make_key(file, make));
    log::info("made on first start", {{"what", "store key"}, {"file", file.string()}});
    key = read_key(file);
  }
  if (key) warn_if_others_may_read(file);
  return key;
}

}  // namespace baryon::store
