#include "pipeline/bundle_sources.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/log.h"
#include "base/text.h"
#include "base/units.h"
#include "bundle/quota.h"

namespace baryon::pipeline {
namespace {

constexpr std::size_t piece_bytes = 64 * kib;

/// Appends what comes, up to the limit.
class BoundedCopy {
 public:
  explicit BoundedCopy(File& file) : file_(file) {}

  Result<void> add(ByteView piece) {
    size_ += piece.size();
    if (size_ > bundle::quota::bundle_bytes)
      return fail(ErrorCode::too_large, fmt::format("the bundle passes the limit bundle_bytes of {}",
                                                    format_bytes(bundle::quota::bundle_bytes)));
    return file_.write(piece);
  }

 private:
  File& file_;
  std::uint64_t size_ = 0;
};

std::unexpected<Error> no_upload(const std::string& key) {
  return fail(ErrorCode::not_found,
              fmt::format("there is no file '{}' in the uploads directory", escape_for_display(key)),
              "put it into uploads/ of the data directory, then create the version");
}

/// What cannot be read now; the reason is for the log, because it names the machine's directories.
std::unexpected<Error> unreadable(const std::string& key, const std::filesystem::path& directory) {
  log::warning("upload cannot be read", {{"reason", system_error("open", directory / key).text()}});
  return fail(ErrorCode::denied, fmt::format("the upload '{}' cannot be read", escape_for_display(key)),
              "let Baryon's user read it");
}

/// Opens a file below a directory, segment by segment, so that no link is followed on the way. Not blocked by a FIFO.
Result<File> open_below(const std::filesystem::path& directory, const std::string& key) {
  File place(::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string_view rest = key;
  while (place.is_open()) {
    const auto slash = rest.find('/');
    const bool is_last = slash == std::string_view::npos;
    const std::string segment(rest.substr(0, slash));
    const int kind = is_last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
    place = File(::openat(place.descriptor(), segment.c_str(), kind | O_NOFOLLOW | O_CLOEXEC));
    if (is_last) break;
    rest.remove_prefix(slash + 1);
  }
  if (place.is_open()) return place;
  if (errno == ENOENT || errno == ENOTDIR || errno == ENXIO || errno == ELOOP) return no_upload(key);
  return unreadable(key, directory);
}

Result<void> copy_object(store::Store& from, const std::string& key, File& copy) {
  BoundedCopy bounded(copy);
  const auto got = from.get(key, [&](ByteView piece) { return bounded.add(piece); });
  if (got) return {};
  if (got.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, fmt::format("there is no object '{}' in the store", escape_for_display(key)));
  return std::unexpected(got.error());
}

}  // namespace

Result<void> BundleSources::copy_upload(const std::string& key, File& copy) const {
  BARYON_CHECK(store::check_key(key));
  BARYON_TRY(auto file, open_below(uploads_, key));
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) return no_upload(key);
  BoundedCopy bounded(copy);
  std::vector<std::uint8_t> buffer(piece_bytes);
  while (true) {
    BARYON_TRY(const auto count, file.read(buffer.data(), buffer.size()));
    if (count == 0) return {};
    BARYON_CHECK(bounded.add({buffer.data(), count}));
  }
}

Result<File> BundleSources::fetch(const registry::BundleSource& source) const {
  BARYON_TRY(auto copy, File::create_unnamed(scratch_));
  if (source.bucket == objects_bucket) {
    BARYON_CHECK(copy_object(store_, source.key, copy));
  } else if (bucket_.store != nullptr && source.bucket == bucket_.name) {
    BARYON_CHECK(copy_object(*bucket_.store, source.key, copy));
  } else if (source.bucket == uploads_bucket) {
    BARYON_CHECK(copy_upload(source.key, copy));
  } else {
    return fail(ErrorCode::not_found, fmt::format("there is no bucket '{}'", escape_for_display(source.bucket)),
                fmt::format("the buckets are {}, which is the store, and {}, the directory of that name below the data "
                            "directory",
                            objects_bucket, uploads_bucket));
  }
  BARYON_CHECK(copy.rewind());
  return copy;
}

}  // namespace baryon::pipeline
