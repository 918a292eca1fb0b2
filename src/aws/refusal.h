#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace baryon::aws {

/// Why a request is not taken for its caller's, by AWS's error codes (AWS API references, "Common Errors").
enum class RefusalCode : std::uint8_t {
  missing_token,        ///< it is not signed at all
  incomplete,           ///< what it says of its signature is not whole or not understood
  unrecognized_client,  ///< the access key or session token is not known
  invalid_signature,    ///< wrong, expired, of the future, for something else, or it leaves out what it has to cover
};

/// `MissingAuthenticationTokenException` and so on.
[[nodiscard]] std::string_view aws_code(RefusalCode code);

[[nodiscard]] int http_status(RefusalCode code);

/// `message` is for the caller: in AWS's own words where those are known. It holds no secret, no right signature, and
/// of the request only what was refused, escaped and cut short.
struct Refusal {
  RefusalCode code = RefusalCode::invalid_signature;
  std::string message;
};

template <class T>
using Verdict = std::expected<T, Refusal>;

[[nodiscard]] inline std::unexpected<Refusal> refuse(RefusalCode code, std::string message) {
  return std::unexpected(Refusal{.code = code, .message = std::move(message)});
}

}  // namespace baryon::aws
