#pragma once

#include <openssl/types.h>

#include <array>
#include <cstdint>

#include "base/encoding.h"

namespace baryon::store {

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) under one key. A nonce must never be used twice for sealing with
/// one key. One thread at a time.
class AesGcm {
 public:
  static constexpr std::size_t key_size = 32;
  static constexpr std::size_t nonce_size = 12;
  static constexpr std::size_t tag_size = 16;
  using Nonce = std::array<std::uint8_t, nonce_size>;

  /// `key` has `key_size` bytes.
  explicit AesGcm(ByteView key);
  ~AesGcm();
  AesGcm(const AesGcm&) = delete;
  AesGcm& operator=(const AesGcm&) = delete;

  /// Writes plain.size() + tag_size bytes to `out`. `associated` is authenticated, not written.
  void seal(const Nonce& nonce, ByteView associated, ByteView plain, std::uint8_t* out);

  /// Writes sealed.size() - tag_size bytes to `out`; false, and nothing to be used in `out`, where the tag does not
  /// fit.
  [[nodiscard]] bool open(const Nonce& nonce, ByteView associated, ByteView sealed, std::uint8_t* out);

 private:
  EVP_CIPHER_CTX* context_;
};

}  // namespace baryon::store
