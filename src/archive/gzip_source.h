#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::archive {

/// Inflates a gzip file (RFC 1952) piece by piece with ISA-L, through buffers of fixed size. Header, checksum and
/// length of each member are checked; members may follow one another, and zeros may follow the last one, as gzip(1)
/// allows. One thread at a time.
///
/// Errors: corrupt (no gzip; cut short or failing its checksum, both retryable; other bytes after the last member) and
/// those of `File::read`.
class GzipSource {
 public:
  /// Reads from the current position of `file`, which has to outlive this.
  explicit GzipSource(File& file);
  ~GzipSource();
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  /// The next piece, empty at the end. Valid until the next call.
  [[nodiscard]] Result<ByteView> next();

  /// Read from the file so far; up to one buffer more than what was inflated.
  [[nodiscard]] std::uint64_t packed_bytes() const { return packed_bytes_; }
  [[nodiscard]] std::uint64_t unpacked_bytes() const { return unpacked_bytes_; }

 private:
  struct State;
  enum class Position : std::uint8_t { start, in_header, in_member, between_members, padding, end };

  Result<void> refill();
  Result<void> begin_member();
  Result<void> read_header();
  Result<void> skip_padding();
  Result<ByteView> inflate();
  [[nodiscard]] Error failed(int code) const;  ///< of ISA-L
  [[nodiscard]] Error cut_short() const;
  [[nodiscard]] Error damaged(std::string_view what) const;

  File& file_;
  std::unique_ptr<State> state_;
  Position position_ = Position::start;
  bool file_ended_ = false;
  std::uint64_t packed_bytes_ = 0;
  std::uint64_t unpacked_bytes_ = 0;
};

}  // namespace baryon::archive
