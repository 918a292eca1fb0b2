#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/message.h"

namespace baryon::aws {

/// The hash of a payload that is not signed (S3 only).
inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

/// The service whose paths are encoded once and never normalised.
inline constexpr std::string_view s3 = "s3";

/// Hexadecimal SHA-256 of a body.
[[nodiscard]] std::string hash_payload(std::string_view body);

/// The canonical URI of a path as sent, which is encoded once already. Any service but S3: without empty, `.` and `..`
/// segments, and encoded once more.
[[nodiscard]] std::string canonical_path(std::string_view path, std::string_view service);

struct QueryParameter {
  std::string name;
  std::string value;
  friend auto operator<=>(const QueryParameter&, const QueryParameter&) = default;
};

/// The decoded parameters of a query as sent, in their order; `+` is a space, as it is to `net::Request::parameter`.
/// Nothing where a `%` is not followed by two hexadecimal digits.
[[nodiscard]] std::optional<std::vector<QueryParameter>> parse_query(std::string_view query);

/// Encoded, then sorted by name and value.
[[nodiscard]] std::string canonical_query(std::span<const QueryParameter> parameters);

/// What a signature covers.
struct SignedParts {
  std::string_view method;
  std::string path;   ///< canonical
  std::string query;  ///< canonical
  const net::Headers& headers;
  std::span<const std::string> signed_headers;  ///< names in lower case, sorted
  std::string_view payload_hash;
};

/// The one form of a request that both sides of Signature Version 4 arrive at: header values trimmed, their runs of
/// white space (and so folded lines) made one space, fields of the same name joined by commas. Source: AWS IAM User
/// Guide, "Create a signed AWS API request".
[[nodiscard]] std::string canonical_request(const SignedParts& parts);

/// `a;b;c`
[[nodiscard]] std::string join_names(std::span<const std::string> signed_headers);

}  // namespace baryon::aws
