#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/s3/client.h"
#include "store/s3/encryption.h"

namespace baryon::store::s3 {

/// One permission, and what came of using it.
struct Trial {
  std::string_view action;    ///< `s3:PutObject`
  bool is_of_bucket = false;  ///< the permission is on the bucket, not on its objects
  Result<void> outcome = {};

  /// Whether a policy is in the way, and nothing else.
  [[nodiscard]] bool is_missing() const;
};

/// What a bucket lets Baryon do, and how it keeps objects.
struct Examination {
  std::vector<Trial> trials;    ///< each permission that Baryon uses, once
  Echo echo = Echo::none;       ///< what the answer to a write said of the encryption
  bool has_conditions = false;  ///< `If-None-Match: *` keeps a second write out
  std::string versioning = {};  ///< `Enabled`, `Suspended`; empty: off, or not known
  std::string default_encryption =
      {};                              ///< `AES256`, `aws:kms`; empty: none, not known, or the server has no such thing
  std::vector<std::string> left = {};  ///< whole keys of what it put there and could not remove
};

/// Finds out by doing each thing once with a small object of its own, which is gone afterwards where that is permitted.
/// Error: where the first request fails for a reason that the others would fail for as well (no such bucket, a wrong
/// access key, nobody answers).
[[nodiscard]] Result<Examination> examine(Client& client, const Encryption& encryption);

}  // namespace baryon::store::s3
