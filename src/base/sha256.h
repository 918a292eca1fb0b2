#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/encoding.h"

struct evp_md_ctx_st;

namespace baryon {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) over bytes as they come. One thread at a time.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(ByteView bytes);
  void update(std::string_view text) { update(as_bytes(text)); }

  /// The digest of everything so far; starts anew.
  [[nodiscard]] Sha256Digest finish();

 private:
  evp_md_ctx_st* context_;
};

[[nodiscard]] Sha256Digest sha256(std::string_view text);

/// HMAC-SHA256 (RFC 2104).
[[nodiscard]] Sha256Digest hmac_sha256(std::string_view key, std::string_view message);

/// Takes the same time wherever the first difference is. Sizes are not secret.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b);

}  // namespace baryon
