#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/units.h"
#include "store/s3/client.h"
#include "store/s3/encryption.h"
#include "store/s3/object_headers.h"

namespace baryon::store::s3 {

/// Larger content goes up in parts.
inline constexpr std::uint64_t single_put_bytes = 16 * mib;

/// S3's limits (Amazon S3 User Guide, "Amazon S3 multipart upload limits"); all parts but the last have at least 5 MiB.
inline constexpr std::uint64_t max_parts = 10'000;
inline constexpr std::uint64_t max_object_bytes = 1024 * gib * 5;

/// Parts of one object that are under way at a time.
inline constexpr std::size_t parallel_parts = 4;

/// Size of the parts of an object: 16 MiB, more where it would have too many.
[[nodiscard]] std::uint64_t part_bytes(std::uint64_t size);

/// Puts content under keys, encrypted, with its digest. Thread-safe.
///
/// The same content under the same key is not written a second time, where the server tells: small content is put on
/// the condition that nothing lies there (`If-None-Match: *`), and before an upload in parts it is asked what does. On
/// servers that ignore the condition, it is written again, by which nothing is changed.
class Uploader {
 public:
  /// The client must outlive it.
  Uploader(Client& client, Encryption encryption) : client_(client), encryption_(std::move(encryption)) {}

  /// The rest of `content`. Errors: those of the client; configuration (it was not encrypted as asked).
  [[nodiscard]] Result<void> put(const std::string& key, const File& content, const Metadata& metadata);

  [[nodiscard]] const Encryption& encryption() const { return encryption_; }

 private:
  struct Content;

  [[nodiscard]] Result<void> put_whole(const Content& content);
  [[nodiscard]] Result<void> put_in_parts(const Content& content);
  [[nodiscard]] Result<void> put_parts_and_complete(const Content& content, const std::string& id,
                                                    const net::Headers& begun);
  [[nodiscard]] Result<std::vector<std::string>> put_parts(const Content& content, const std::string& id);
  [[nodiscard]] Result<std::string> put_part(const Content& content, const std::string& id, std::uint64_t number);
  [[nodiscard]] Result<void> complete(const Content& content, const std::string& id,
                                      const std::vector<std::string>& etags);
  void abort(const Content& content, const std::string& id);
  [[nodiscard]] Result<bool> is_there(const Content& content);
  [[nodiscard]] Result<void> check_stored(const Content& content, const net::Response& answer);
  [[nodiscard]] Result<void> check_echo(const Content& content, const net::Headers& answer);

  Client& client_;
  const Encryption encryption_;
  std::atomic<bool> has_conditions_ = true;  ///< until the server says that it has not
  std::atomic<bool> has_echoed_ = false;
};

}  // namespace baryon::store::s3
