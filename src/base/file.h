#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"

namespace baryon {

/// Owns a file descriptor. One thread at a time, but for `read_at`.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// For reading. Errors: not_found, unavailable.
  [[nodiscard]] static Result<File> open(const std::filesystem::path& path);

  /// New, empty, for reading and writing, mode 0600; fails when it exists (conflict).
  [[nodiscard]] static Result<File> create(const std::filesystem::path& path);

  /// New, empty and without a name in that directory: it is gone when closed, even after a crash.
  [[nodiscard]] static Result<File> create_unnamed(const std::filesystem::path& directory);

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// Appends all bytes at the current position. A full disk is `unavailable` and retryable.
  [[nodiscard]] Result<void> write(ByteView bytes);

  /// Reads up to `size` bytes from the current position; 0 at the end.
  [[nodiscard]] Result<std::size_t> read(std::uint8_t* buffer, std::size_t size);

  /// Reads exactly `size` bytes at an offset; fewer is `corrupt`. Thread-safe.
  [[nodiscard]] Result<void> read_at(std::uint64_t offset, std::uint8_t* buffer, std::size_t size) const;

  [[nodiscard]] Result<void> rewind();
  [[nodiscard]] Result<std::uint64_t> size() const;

  /// On the disk when it returns.
  [[nodiscard]] Result<void> sync();

 private:
  int descriptor_ = -1;
};

/// A whole small file. Errors: not_found, too_large, unavailable.
[[nodiscard]] Result<std::string> read_small_file(const std::filesystem::path& path, std::uint64_t limit);

/// Replaces or makes a file so that it is there whole or not at all, also after a crash; mode 0600.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Makes directory entries durable after a rename.
[[nodiscard]] Result<void> sync_directory(const std::filesystem::path& directory);

/// The directory and its parents; those made get mode 0700.
[[nodiscard]] Result<void> make_private_directory(const std::filesystem::path& directory);

/// The error for a failed system call, from errno: `cannot <doing> '<path>': <reason>`.
[[nodiscard]] Error system_error(std::string_view doing, const std::filesystem::path& path);

}  // namespace baryon
