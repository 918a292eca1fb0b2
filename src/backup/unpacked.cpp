#include "backup/unpacked.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "archive/tar_reader.h"
#include "backup/checksums.h"
#include "base/random.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/units.h"

namespace baryon::backup {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::uint64_t max_info = 64 * kib;
constexpr std::uint64_t max_sums = 4 * gib;
constexpr std::uint64_t max_list = 4 * gib;

/// A backup may be as large as disks are, but not endless: a damaged one must not fill the disk by a few bytes.
constexpr archive::Limits limits{.entries = 50'000'000,
                                 .path_length = 2048,
                                 .file_bytes = 8192 * gib,
                                 .unpacked_bytes = 65536 * gib,
                                 .expansion_ratio = 1100};  // a database of zeros: the most that deflate can do

std::unexpected<Error> no_backup(std::string why) {
  return fail(ErrorCode::corrupt, "this is no backup of Baryon: " + std::move(why),
              "give a file that `baryon backup` has written");
}

std::unexpected<Error> other_kind_of_store(bool has_objects) {
  return has_objects
             ? fail(ErrorCode::configuration, "the backup holds objects, but store.url names a bucket",
                    "restore it with a directory as the store")
             : fail(ErrorCode::configuration, "the backup lists objects of a bucket, but store.url names a directory",
                    "name the bucket in store.url");
}

fs::path beside(const fs::path& target, const std::string& suffix) {
  auto path = target;
  path += suffix;
  return path;
}

Result<std::string> write_entry(archive::Content& content, const fs::path& path) {
  BARYON_CHECK(make_private_directory(path.parent_path()));
  BARYON_TRY(auto file, File::create(path));
  Sha256 hash;
  while (true) {
    BARYON_TRY(const auto piece, content.next());
    if (piece.empty()) break;
    hash.update(piece);
    BARYON_CHECK(file.write(piece));
  }
  BARYON_CHECK(file.sync());
  return to_hex(hash.finish());
}

Result<void> move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return fail(ErrorCode::unavailable, fmt::format("cannot make '{}': {}", to.string(), error.message()));
  return {};
}

}  // namespace

Unpacked::Unpacked(const Installation& target) {
  const auto suffix = ".restoring-" + random_hex(8);
  staged_ = {.database = beside(target.database, suffix),
             .keys = target.keys / ("keys" + suffix),
             .key_files = target.key_files,
             .objects = target.holds_objects() ? beside(target.objects, suffix) : fs::path()};
}

Unpacked::Unpacked(Unpacked&& other) noexcept
    : staged_(std::exchange(other.staged_, {})), contents_(other.contents_), made_at_(std::move(other.made_at_)) {}

Unpacked::~Unpacked() {
  if (staged_.database.empty()) return;
  std::error_code ignored;
  for (const auto& path :
       {staged_.objects, staged_.keys, staged_.database, beside(staged_.database, "-wal"),
        beside(staged_.database, "-shm"), beside(staged_.database, ".json"), beside(staged_.database, ".txt")})
    if (!path.empty()) fs::remove_all(path, ignored);
}

Result<Unpacked> Unpacked::read(File& backup, const Installation& target) {
  Unpacked unpacked(target);
  BARYON_CHECK(unpacked.unpack(backup));
  return unpacked;
}

Result<void> Unpacked::unpack(File& backup) {
  Checksums found;
  std::string sums;
  const auto visit = [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
    const std::string_view path = entry.path;
    if (entry.type != archive::EntryType::file)
      return no_backup(fmt::format("'{}' is no file", escape_for_display(path)));
    if (path == sums_entry) {
      if (entry.size > max_sums) return no_backup("its table of checksums is too large");
      while (true) {
        BARYON_TRY(const auto piece, content.next());
        if (piece.empty()) return {};
        sums.append(piece.begin(), piece.end());
      }
    }
    fs::path place;
    if (path == info_entry) {
      if (entry.size > max_info) return no_backup(fmt::format("its {} is too large", info_entry));
      place = beside(staged_.database, ".json");
    } else if (path == database_entry) {
      place = staged_.database;
      contents_.database_bytes = entry.size;
    } else if (path == object_list_entry) {
      if (staged_.holds_objects()) return other_kind_of_store(false);
      if (entry.size > max_list) return no_backup(fmt::format("its {} is too large", object_list_entry));
      place = beside(staged_.database, ".txt");
    } else if (path.starts_with(objects_prefix)) {
      if (!staged_.holds_objects()) return other_kind_of_store(true);
      place = staged_.objects / path.substr(objects_prefix.size());
      ++contents_.objects;
      contents_.object_bytes += entry.size;
    } else if (path.starts_with(keys_prefix) &&
               std::ranges::find(staged_.key_files, path.substr(keys_prefix.size())) != staged_.key_files.end()) {
      place = staged_.keys / path.substr(keys_prefix.size());
      ++contents_.keys;
    } else {
      return no_backup(fmt::format("it holds '{}'", escape_for_display(path)));
    }
    BARYON_TRY(found[entry.path], write_entry(content, place));
    return {};
  };
  BARYON_CHECK(archive::read_tar_gz(backup, limits, visit));
  if (!found.contains(std::string(info_entry)) || !found.contains(std::string(database_entry)))
    return no_backup(fmt::format("it lacks {} or {}", info_entry, database_entry));
  BARYON_TRY(const auto expected, parse_checksums(sums));
  BARYON_CHECK(compare(expected, found));
  if (found.contains(std::string(object_list_entry))) {
    BARYON_TRY(const auto list, read_small_file(beside(staged_.database, ".txt"), max_list));
    contents_.objects = static_cast<std::uint64_t>(std::ranges::count(list, '\n'));
  }
  return read_info();
}

Result<void> Unpacked::read_info() {
  BARYON_TRY(const auto text, read_small_file(beside(staged_.database, ".json"), max_info));
  boost::system::error_code error;
  const auto value = json::parse(text, error);
  const auto* const object = error ? nullptr : value.if_object();
  const auto* const format = object == nullptr ? nullptr : object->if_contains("format");
  const auto* const made_at = object == nullptr ? nullptr : object->if_contains("made_at");
  if (format == nullptr || !format->is_int64() || made_at == nullptr || !made_at->is_string())
    return no_backup(fmt::format("its {} does not say format and time", info_entry));
  if (format->get_int64() != format_version)
    return fail(ErrorCode::configuration,
                fmt::format("the backup has format {}, this program knows {}", format->get_int64(), format_version),
                "use the baryon that made it");
  made_at_ = made_at->get_string();
  return {};
}

Result<void> Unpacked::put_in_place(const Installation& target) {
  std::error_code ignored;
  // Whoever opened the database has closed it, which leaves all in the one file.
  if (fs::exists(beside(staged_.database, "-wal"), ignored))
    return fail(ErrorCode::internal, "the restored database is still open");
  if (target.holds_objects()) fs::remove(target.objects, ignored);  // an empty directory
  if (target.holds_objects() && contents_.objects > 0) {
    BARYON_CHECK(make_private_directory(target.objects.parent_path()));
    BARYON_CHECK(move_file(staged_.objects, target.objects));
    BARYON_CHECK(sync_directory(target.objects.parent_path()));
  }
  for (const auto& name : staged_.key_files)
    if (fs::exists(staged_.keys / name, ignored)) BARYON_CHECK(move_file(staged_.keys / name, target.keys / name));
  BARYON_CHECK(sync_directory(target.keys));
  BARYON_CHECK(move_file(staged_.database, target.database));
  return sync_directory(target.database.parent_path());
}

}  // namespace baryon::backup
