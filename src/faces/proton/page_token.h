#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace baryon::faces::proton {

/// Makes and reads the tokens of paged answers: the place after which the next page begins, sealed with HMAC-SHA256 for
/// one operation and filter. Nothing is kept on the server; a token is good as long as the key is. Thread-safe.
class PageTokens {
 public:
  explicit PageTokens(Secret key) : key_(std::move(key)) {}

  /// Standard base64. `filter` is what else decides which items are listed; neither it nor the operation holds U+0000.
  [[nodiscard]] std::string seal(std::string_view operation, std::string_view filter, std::string_view place) const;

  /// The place; nothing where the token was not made here for that operation and filter.
  [[nodiscard]] std::optional<std::string> open(std::string_view operation, std::string_view filter,
                                                std::string_view token) const;

 private:
  [[nodiscard]] std::string code_of(std::string_view operation, std::string_view filter, std::string_view place) const;

  Secret key_;
};

}  // namespace baryon::faces::proton
