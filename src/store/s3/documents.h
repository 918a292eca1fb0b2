#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/s3/refusal.h"
#include "store/store.h"

namespace baryon::store::s3 {

// The XML documents that S3 answers with and is sent (Amazon S3 API Reference). Keys are whole ones. Errors: corrupt
// and retryable, where an answer is not of the expected form.

/// A page of ListObjectsV2.
struct KeyPage {
  std::vector<std::string> keys;
  std::string next = {};  ///< continuation token; empty: the last page
};
[[nodiscard]] Result<KeyPage> read_key_page(std::string_view body);

/// A page of ListObjectVersions.
struct VersionPage {
  std::vector<ObjectVersion> versions;
  std::string next_key = {};  ///< markers of the next page; empty: the last one
  std::string next_version = {};
};
[[nodiscard]] Result<VersionPage> read_version_page(std::string_view body);

/// The body of DeleteObjects, which answers with failures only.
[[nodiscard]] std::string write_deletion(std::span<const ObjectVersion> versions);

struct DeletionFailure {
  std::string key;
  Refusal refusal;
};
[[nodiscard]] Result<std::vector<DeletionFailure>> read_deletion(std::string_view body);

/// The upload's id of CreateMultipartUpload.
[[nodiscard]] Result<std::string> read_upload_id(std::string_view body);

/// The body of CompleteMultipartUpload: the ETags of the parts 1, 2, ...
[[nodiscard]] std::string write_completion(std::span<const std::string> etags);

/// `Enabled`, `Suspended` or empty, of GetBucketVersioning.
[[nodiscard]] Result<std::string> read_versioning(std::string_view body);

/// `AES256` or `aws:kms`, of GetBucketEncryption.
[[nodiscard]] Result<std::string> read_default_encryption(std::string_view body);

}  // namespace baryon::store::s3
