#include "store/s3/encryption.h"

#include <string_view>

namespace baryon::store::s3 {
namespace {

constexpr const char* algorithm_field = "x-amz-server-side-encryption";
constexpr const char* key_field = "x-amz-server-side-encryption-aws-kms-key-id";

// The answer names a key by its ARN, `arn:aws:kms:REGION:ACCOUNT:key/ID`, whatever it was asked with. What an alias
// stands for only KMS knows.
bool is_key(std::string_view answered, std::string_view wanted) {
  return wanted.empty() || wanted.starts_with("alias/") || wanted.contains(":alias/") || answered == wanted ||
         answered.ends_with("/" + std::string(wanted));
}

}  // namespace

void add_encryption(net::Headers& headers, const Encryption& encryption) {
  headers.add(algorithm_field, encryption.algorithm);
  if (!encryption.kms_key_id.empty()) headers.add(key_field, encryption.kms_key_id);
}

Echo echo_of(const net::Headers& answer, const Encryption& encryption) {
  const auto algorithm = answer.find(algorithm_field);
  if (!algorithm) return Echo::none;
  const auto key = answer.find(key_field);
  const bool is_same = *algorithm == encryption.algorithm && (!key || is_key(*key, encryption.kms_key_id));
  return is_same ? Echo::as_wanted : Echo::other;
}

}  // namespace baryon::store::s3
