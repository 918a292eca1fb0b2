#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/sha256.h"

namespace baryon::aws {

inline constexpr std::string_view signing_algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view scope_terminator = "aws4_request";

/// The longest life of a signature in a query, as for AWS.
inline constexpr std::chrono::seconds max_expiry = std::chrono::days(7);

/// What a signing key is good for.
struct CredentialScope {
  std::string date;  ///< `20150830`
  std::string region;
  std::string service;

  /// `20150830/us-east-1/proton/aws4_request`
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] CredentialScope scope_at(std::chrono::sys_seconds time, std::string region, std::string service);

[[nodiscard]] std::string string_to_sign(std::chrono::sys_seconds time, const CredentialScope& scope,
                                         std::string_view canonical_request);

/// The key that is derived from a secret for one scope.
[[nodiscard]] Sha256Digest signing_key(const Secret& secret, const CredentialScope& scope);

/// 64 lower-case hexadecimal digits. Source: AWS IAM User Guide, "Create a signed AWS API request".
[[nodiscard]] std::string signature(const Secret& secret, const CredentialScope& scope,
                                    std::string_view string_to_sign);

}  // namespace baryon::aws
