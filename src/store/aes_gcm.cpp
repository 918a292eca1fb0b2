#include "store/aes_gcm.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace baryon::store {
namespace {

// Fails only for want of memory or with a wrong call: there is no way to go on with data half sealed.
void require(int result) {
  if (result != 1) std::abort();
}

// Nothing is not given to OpenSSL, where a null pointer can mean the end of the input.
int update(EVP_CIPHER_CTX* context, std::uint8_t* out, ByteView in) {
  int length = 0;
  if (!in.empty()) require(EVP_CipherUpdate(context, out, &length, in.data(), static_cast<int>(in.size())));
  return length;
}

}  // namespace

AesGcm::AesGcm(ByteView key) : context_(EVP_CIPHER_CTX_new()) {
  if (context_ == nullptr || key.size() != key_size) std::abort();
  require(EVP_CipherInit_ex(context_, EVP_aes_256_gcm(), nullptr, key.data(), nullptr, 1));
}

AesGcm::~AesGcm() { EVP_CIPHER_CTX_free(context_); }

void AesGcm::seal(const Nonce& nonce, ByteView associated, ByteView plain, std::uint8_t* out) {
  require(EVP_CipherInit_ex(context_, nullptr, nullptr, nullptr, nonce.data(), 1));
  update(context_, nullptr, associated);
  out += update(context_, out, plain);
  int length = 0;
  require(EVP_CipherFinal_ex(context_, out, &length));
  require(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, tag_size, out + length));
}

bool AesGcm::open(const Nonce& nonce, ByteView associated, ByteView sealed, std::uint8_t* out) {
  if (sealed.size() < tag_size) return false;
  const auto text = sealed.first(sealed.size() - tag_size);
  std::array<std::uint8_t, tag_size> tag{};
  std::copy(sealed.end() - tag_size, sealed.end(), tag.begin());
  require(EVP_CipherInit_ex(context_, nullptr, nullptr, nullptr, nonce.data(), 0));
  update(context_, nullptr, associated);
  int length = update(context_, out, text);
  require(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()));
  out += length;
  return EVP_CipherFinal_ex(context_, out, &length) == 1;
}

}  // namespace baryon::store
