#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "net/message.h"

namespace baryon::forge::bitbucket {

enum class Signature : std::uint8_t {
  valid,
  missing,    ///< no X-Hub-Signature
  malformed,  ///< not `sha256=` and 64 hex digits, or more than one such header
  wrong,      ///< made with another secret or over another body
};

[[nodiscard]] std::string_view to_string(Signature signature);

/// Compares `X-Hub-Signature` with HMAC-SHA256 over the body exactly as received, under each secret. Takes the same
/// time whichever secret fits, and wherever the first difference is. An empty secret fits nothing. Source: Bitbucket
/// Data Center, "Manage webhooks", section on securing them.
[[nodiscard]] Signature check_signature(const net::Headers& headers, std::string_view body,
                                        const std::vector<Secret>& secrets);

}  // namespace baryon::forge::bitbucket
