#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "archive/entry.h"
#include "archive/limits.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::archive {

/// The bytes of the file just visited, piece by piece; what is not read is skipped.
class Content {
 public:
  virtual ~Content() = default;

  /// The next piece, empty at the end. Valid until the next call.
  [[nodiscard]] virtual Result<ByteView> next() = 0;
};

/// Called for each entry in the archive's order; an error ends the reading and is returned.
using Visitor = std::function<Result<void>(const Entry&, Content&)>;

/// What becomes of a name that begins with a slash.
enum class AbsoluteNames : std::uint8_t {
  refuse,
  strip,  ///< as tar(1) does when it unpacks
};

struct Summary {
  std::uint64_t entries = 0;         ///< that were visited
  std::uint64_t packed_bytes = 0;    ///< of the file
  std::uint64_t unpacked_bytes = 0;  ///< of the tar stream
  /// 40 or 64 hex digits: what `git archive` writes as `comment` into the pax global header at the start.
  std::optional<std::string> commit = {};
};

/// Reads a tar.gz (ustar, pax or GNU names; one or more gzip members) from the start of `archive` in one pass, with
/// buffers of fixed size. One thread at a time.
///
///     BARYON_TRY(const auto summary, read_tar_gz(spool, Limits{}, [&](const Entry& entry, Content& content) { ... }));
///
/// What a visitor was given is to be trusted only once this has returned well: a fault may come last.
///
/// Errors:
/// - corrupt: no gzip at all; cut short or failing its checksum (both retryable: fetch it again); bytes after the last
///   member other than zeros; a damaged header; no two zero blocks at the end, or more than zeros after them.
/// - invalid: a name that is empty, absolute, holds `..`, control characters or no valid UTF-8; devices, FIFOs, hard
///   links, sparse files; a symbolic link whose target leads out of the tree; a path given twice (directories excepted)
///   or below something that is no directory. Backslashes are ordinary characters.
/// - too_large: one of `Limits`.
///
/// Format: POSIX.1-2024 pax, "ustar Interchange Format"; RFC 1952.
[[nodiscard]] Result<Summary> read_tar_gz(File& archive, const Limits& limits, const Visitor& visitor,
                                          AbsoluteNames absolute_names = AbsoluteNames::refuse);

}  // namespace baryon::archive
