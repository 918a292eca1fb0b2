#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/store.h"

namespace baryon::store {

using NoncePrefix = std::array<std::uint8_t, 7>;

/// What a sealed object says of itself before its content; see store/envelope.h.
struct SealedHeader {
  ObjectInfo info = {};
  std::string key_id = {};
  NoncePrefix nonce = {};
};

[[nodiscard]] std::string to_text(const SealedHeader& header);

/// Error: invalid.
[[nodiscard]] Result<SealedHeader> parse_sealed_header(std::string_view text);

}  // namespace baryon::store
