#pragma once

#include <string>

#include "base/error.h"
#include "net/message.h"

namespace baryon::store::s3 {

/// How the server encrypts what is put: with keys of its own (SSE-S3), or with one of KMS (SSE-KMS).
struct Encryption {
  std::string algorithm = "AES256";  ///< or `aws:kms`
  std::string kms_key_id = {};       ///< id, ARN or alias; empty: the bucket's or the account's
};

/// The fields that every write carries.
void add_encryption(net::Headers& headers, const Encryption& encryption);

/// What the answer to a write says of the encryption.
enum class Echo : std::uint8_t {
  as_wanted,  ///< the same
  none,       ///< nothing: some servers encrypt without saying so (Ceph)
  other,      ///< another algorithm or key
};

[[nodiscard]] Echo echo_of(const net::Headers& answer, const Encryption& encryption);

}  // namespace baryon::store::s3
