#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/random.h"
#include "base/units.h"

namespace baryon {
namespace {

std::string hint_for(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some disk space";
    case EACCES:
    case EPERM:
      return "check the permissions of the file and the directories above it";
    case EROFS:
      return "the file system is mounted read-only";
    default:
      return {};
  }
}

}  // namespace

Error system_error(std::string_view doing, const std::filesystem::path& path) {
  const int error = errno;
  const bool passing = error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE || error == EIO ||
                       error == EROFS || error == EACCES;
  return Error{
      .code = error == ENOENT   ? ErrorCode::not_found
              : error == EEXIST ? ErrorCode::conflict
                                : ErrorCode::unavailable,
      .message = fmt::format("cannot {} '{}': {}", doing, path.string(), std::generic_category().message(error)),
      .hint = hint_for(error),
      .retryable = passing};
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Result<File> File::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::unexpected(system_error("open", path));
  return File(descriptor);
}

Result<File> File::create(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return std::unexpected(system_error("create", path));
  return File(descriptor);
}

Result<File> File::create_unnamed(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor >= 0) return File(descriptor);
  if (errno != EOPNOTSUPP && errno != EISDIR) return std::unexpected(system_error("create a file in", directory));
  const auto path = directory / (".spool-" + random_hex(8));  // a file system without O_TMPFILE
  BARYON_TRY(auto file, create(path));
  ::unlink(path.c_str());
  return file;
}

Result<void> File::write(ByteView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(system_error("write", "file"));
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> File::read(std::uint8_t* buffer, std::size_t size) {
  while (true) {
    const auto count = ::read(descriptor_, buffer, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return std::unexpected(system_error("read", "file"));
  }
}

Result<void> File::read_at(std::uint64_t offset, std::uint8_t* buffer, std::size_t size) const {
  while (size > 0) {
    const auto count = ::pread(descriptor_, buffer, size, static_cast<off_t>(offset));
    if (count < 0) {
      if (errno == EINTR) continue;
      return std::unexpected(system_error("read", "file"));
    }
    if (count == 0) return fail(ErrorCode::corrupt, "the file ends too early");
    buffer += count;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::size_t>(count);
  }
  return {};
}

Result<void> File::rewind() {
  if (::lseek(descriptor_, 0, SEEK_SET) < 0) return std::unexpected(system_error("rewind", "file"));
  return {};
}

Result<std::uint64_t> File::size() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return std::unexpected(system_error("look at", "file"));
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> File::sync() {
  if (::fsync(descriptor_) != 0) return std::unexpected(system_error("sync", "file"));
  return {};
}

Result<std::string> read_small_file(const std::filesystem::path& path, std::uint64_t limit) {
  BARYON_TRY(auto file, File::open(path));
  std::string content;
  std::array<std::uint8_t, 16 * kib> buffer{};
  while (true) {
    auto count = file.read(buffer.data(), buffer.size());
    if (!count) return std::unexpected(system_error("read", path));
    if (*count == 0) return content;
    content.append(reinterpret_cast<const char*>(buffer.data()), *count);
    if (content.size() > limit)
      return fail(ErrorCode::too_large, fmt::format("'{}' is larger than {} bytes", path.string(), limit));
  }
}

Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  auto temporary = path;
  temporary += ".new-" + random_hex(4);
  BARYON_TRY(auto file, File::create(temporary));
  auto written = file.write(as_bytes(content));
  if (written) written = file.sync();
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = std::unexpected(system_error("rename to", path));
  if (!written) {
    ::unlink(temporary.c_str());
    return std::unexpected(within(path.string(), std::move(written).error()));
  }
  return sync_directory(path.has_parent_path() ? path.parent_path() : ".");
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  BARYON_TRY(auto file, File::open(directory));
  return file.sync();
}

Result<void> make_private_directory(const std::filesystem::path& directory) {
  std::error_code ignored;  // what cannot be looked at will not be made either, and that error says why
  if (directory.empty() || std::filesystem::is_directory(directory, ignored)) return {};
  BARYON_CHECK(make_private_directory(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
    return std::unexpected(system_error("make the directory", directory));
  return {};
}

}  // namespace baryon
