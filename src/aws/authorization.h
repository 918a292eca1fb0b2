#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/refusal.h"
#include "aws/signature.h"
#include "net/message.h"

namespace baryon::aws {

/// More names than this in SignedHeaders are refused; the JavaScript SDK sends nine.
inline constexpr std::size_t max_signed_headers = 100;

/// What a request claims about its signature: read, not yet believed.
struct Authorization {
  std::string access_key_id;
  CredentialScope scope;
  std::chrono::sys_seconds time;
  std::string time_header;                       ///< `x-amz-date` or `date`; empty in the query form
  std::optional<std::chrono::seconds> lifetime;  ///< of the query form
  std::vector<std::string> signed_headers;       ///< tokens in lower case, sorted, each once
  std::string signature;
  std::string session_token;          ///< empty where none is sent
  std::vector<QueryParameter> query;  ///< without X-Amz-Signature
};

/// Reads the `Authorization` header, or `X-Amz-Algorithm` and its companions in the query. Refuses as missing_token
/// what has neither, as incomplete what has both, anything twice, or a part that is absent or malformed.
[[nodiscard]] Verdict<Authorization> read_authorization(const net::Request& request);

}  // namespace baryon::aws
