#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "aws/authorization.h"
#include "aws/credentials.h"
#include "aws/refusal.h"
#include "base/clock.h"
#include "net/message.h"

namespace baryon::aws {

/// How far a caller's clock may be off, either way, as for most of AWS's services.
inline constexpr std::chrono::minutes max_skew(5);

/// Who signed a request, and for which region.
struct Caller {
  std::string access_key_id;
  std::string region;
};

struct VerifierOptions {
  std::string service;
  std::string region = {};  ///< empty: any
};

/// The credentials of an access key's id.
using CredentialsLookup = std::function<std::optional<Credentials>(std::string_view access_key_id)>;

/// Verifies requests signed with AWS Signature Version 4, in the `Authorization` header or in the query. What has to be
/// signed: method, path, query, the body (never UNSIGNED-PAYLOAD), `Host`, the date and every `X-Amz-*` header there
/// is; others, `Content-Type` among them, only where the client says so (AWS IAM User Guide, "Create a signed AWS API
/// request"). The path is taken as the client should have encoded it: all but unreserved characters and `/`. The same
/// request may come twice: within the time it is good for it is not told from a repetition.
///
/// An access key that is not known costs the same work as a wrong signature. Thread-safe where the lookup is.
///
///     const Verifier verifier({.service = "proton"}, keys, system_clock());
///     const auto caller = verifier.verify(request);
///     if (!caller) return aws_error(http_status(caller.error().code), aws_code(caller.error().code), ...);
class Verifier {
 public:
  Verifier(VerifierOptions options, CredentialsLookup lookup, const Clock& clock);

  [[nodiscard]] Verdict<Caller> verify(const net::Request& request) const;

 private:
  [[nodiscard]] Verdict<void> check_scope(const Authorization& authorization) const;
  [[nodiscard]] Verdict<void> check_time(const Authorization& authorization) const;
  [[nodiscard]] Verdict<Caller> check_signature(const net::Request& request, const Authorization& authorization) const;

  VerifierOptions options_;
  CredentialsLookup lookup_;
  const Clock& clock_;
};

}  // namespace baryon::aws
