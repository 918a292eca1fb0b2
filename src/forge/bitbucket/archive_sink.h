#pragma once

#include <cstdint>
#include <string>

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::forge::bitbucket {

/// Writes an archive as it comes to a spool file, and ends the transfer at the first bytes of what is not gzip
/// (RFC 1952): a login page answered under status 200, for one. One thread.
class ArchiveSink {
 public:
  /// `whom` and `what` are named in errors: the server's address, and the archive.
  ArchiveSink(File& spool, std::string whom, std::string what)
      : spool_(spool), whom_(std::move(whom)), what_(std::move(what)) {}

  /// Errors: corrupt and retryable; those of the spool.
  [[nodiscard]] Result<void> take(ByteView piece);

  /// Whether what has come can be all of a gzip file. Errors: corrupt and retryable.
  [[nodiscard]] Result<void> finish() const;

 private:
  File& spool_;
  std::string whom_;
  std::string what_;
  std::string beginning_;
  std::uint64_t size_ = 0;
  bool is_gzip_ = false;
};

}  // namespace baryon::forge::bitbucket
