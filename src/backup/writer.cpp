#include "backup/writer.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "archive/tar_writer.h"
#include "backup/checksums.h"
#include "base/random.h"
#include "base/sha256.h"
#include "base/units.h"
#include "db/snapshot.h"

namespace baryon::backup {
namespace {

/// A file that is removed when it is done with.
class Snapshot {
 public:
  static Result<Snapshot> take(const std::filesystem::path& database) {
    auto path = database;
    path += fmt::format(".backup-{}", random_hex(8));
    Snapshot snapshot(path);
    BARYON_CHECK(db::take_snapshot(database, path));
    return snapshot;
  }

  ~Snapshot() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }
  Snapshot(Snapshot&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Snapshot& operator=(Snapshot&&) = delete;
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit Snapshot(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

/// Puts entries into the archive and remembers their checksums.
class Entries {
 public:
  explicit Entries(archive::TarWriter& writer) : writer_(writer), buffer_(256 * kib) {}

  Result<void> add_text(std::string_view name, std::string_view text) {
    BARYON_CHECK(writer_.begin_file(name, text.size(), false));
    BARYON_CHECK(writer_.write(as_bytes(text)));
    sums_[std::string(name)] = to_hex(sha256(text));
    return {};
  }

  /// Returns its size.
  Result<std::uint64_t> add_file(std::string_view name, const std::filesystem::path& path) {
    BARYON_TRY(const auto file, File::open(path));
    BARYON_TRY(const auto size, file.size());
    BARYON_CHECK(writer_.begin_file(name, size, false));
    Sha256 hash;
    for (std::uint64_t done = 0; done < size;) {
      const auto count = std::min<std::uint64_t>(buffer_.size(), size - done);
      BARYON_CHECK(file.read_at(done, buffer_.data(), count));
      const ByteView piece(buffer_.data(), count);
      hash.update(piece);
      BARYON_CHECK(writer_.write(piece));
      done += count;
    }
    sums_[std::string(name)] = to_hex(hash.finish());
    return size;
  }

  Result<void> add_sums() {
    const auto text = to_text(sums_);
    BARYON_CHECK(writer_.begin_file(sums_entry, text.size(), false));
    return writer_.write(as_bytes(text));
  }

 private:
  archive::TarWriter& writer_;
  std::vector<std::uint8_t> buffer_;
  Checksums sums_;
};

std::string info(const Sources& sources, Timestamp now) {
  return boost::json::serialize(boost::json::object{
             {"format", format_version}, {"baryon", sources.program}, {"made_at", to_rfc3339(now)}}) +
         "\n";
}

Result<void> add_keys(const Installation& installation, Entries& entries, Contents& contents) {
  auto names = installation.key_files;
  std::ranges::sort(names);
  for (const auto& name : names) {
    const auto added = entries.add_file(std::string(keys_prefix) + name, installation.keys / name);
    if (added)
      ++contents.keys;
    else if (added.error().code != ErrorCode::not_found)
      return std::unexpected(added.error());
  }
  return {};
}

Result<void> add_objects(const Sources& sources, Entries& entries, Contents& contents) {
  BARYON_TRY(const auto keys, sources.store.list(""));
  if (!sources.installation.holds_objects()) {
    contents.objects = keys.size();
    std::string lines;  // a key holds no line feed
    for (const auto& key : keys) lines += key + "\n";
    return entries.add_text(object_list_entry, lines);
  }
  for (const auto& key : keys) {
    const auto size = entries.add_file(std::string(objects_prefix) + key, sources.installation.objects / key);
    if (!size && size.error().code == ErrorCode::not_found) continue;  // an old archive, removed since it was listed
    if (!size) return std::unexpected(size.error());
    ++contents.objects;
    contents.object_bytes += *size;
  }
  return {};
}

}  // namespace

Result<Contents> write_backup(const Sources& sources, Timestamp now, File& out) {
  BARYON_TRY(const auto snapshot, Snapshot::take(sources.installation.database));
  BARYON_TRY(auto writer, archive::TarWriter::create(out));
  Entries entries(writer);
  Contents contents;
  BARYON_CHECK(entries.add_text(info_entry, info(sources, now)));
  BARYON_TRY(contents.database_bytes, entries.add_file(database_entry, snapshot.path()));
  BARYON_CHECK(add_keys(sources.installation, entries, contents));
  BARYON_CHECK(add_objects(sources, entries, contents));
  BARYON_CHECK(entries.add_sums());
  BARYON_CHECK(writer.finish());
  return contents;
}

}  // namespace baryon::backup
