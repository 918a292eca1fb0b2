#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "archive/gzip_source.h"
#include "archive/limits.h"
#include "base/encoding.h"
#include "base/error.h"

namespace baryon::archive {

/// The inflated stream on its way into the tar parser: enforces the limits on size and expansion, and remembers what
/// the parser does not tell (the commit at the start, the headers of an entry as they are, the zeros at the end). One
/// thread at a time.
class TarStream {
 public:
  TarStream(File& file, const Limits& limits) : source_(file), limits_(limits) {}

  /// The next piece, empty at the end. Valid until the next call.
  [[nodiscard]] Result<ByteView> next();

  /// From now on keeps what it hands out, beginning at `position`, which lies in the last piece or just behind it. A
  /// new stream does so from its start.
  void keep_from(std::uint64_t position);

  /// What was kept before `position`, and keeps no more. Valid until the next call of `next`. Error: too_large
  /// (`header_bytes`).
  [[nodiscard]] Result<std::string_view> take_kept(std::uint64_t position);

  /// Reads the rest; then checks that the archive ends as POSIX wants: in two blocks of zeros or more, of which the
  /// parser took the first ones. `header_position` and `end_position` are the places where the parser began and ended
  /// its last search for an entry. Errors: those of `next`, corrupt.
  [[nodiscard]] Result<void> finish(std::uint64_t header_position, std::uint64_t end_position);

  [[nodiscard]] const GzipSource& source() const { return source_; }
  [[nodiscard]] std::optional<std::string> commit() const;

 private:
  [[nodiscard]] std::string_view kept_of_piece() const;

  GzipSource source_;
  Limits limits_;
  ByteView piece_;  ///< the one handed out last
  bool is_keeping_ = true;
  std::uint64_t keep_from_ = 0;
  std::string kept_;               ///< of earlier pieces
  std::string start_;              ///< the first two blocks
  std::uint64_t content_end_ = 0;  ///< the offset behind the last byte that is not zero
};

}  // namespace baryon::archive
