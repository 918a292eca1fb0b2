#include "aws/sns/signature.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <chrono>
#include <memory>

#include "base/encoding.h"
#include "net/openssl_pointers.h"

namespace baryon::aws::sns {
namespace {

using net::BioPointer;
using net::DigestContextPointer;
using net::X509Pointer;

std::unexpected<Error> denied(std::string message) { return fail(ErrorCode::denied, std::move(message)); }

Result<X509Pointer> read_certificate(const std::string& pem) {
  const BioPointer bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Pointer certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  ERR_clear_error();
  if (!certificate) return fail(ErrorCode::corrupt, "SNS's certificate is no certificate");
  return certificate;
}

bool is_valid_at(const X509& certificate, Timestamp now) {
  auto time = std::chrono::system_clock::to_time_t(now);
  return X509_cmp_time(X509_get0_notBefore(&certificate), &time) < 0 &&
         X509_cmp_time(X509_get0_notAfter(&certificate), &time) > 0;
}

const EVP_MD* digest_of(const std::string& version) {
  if (version == "1") return EVP_sha1();
  if (version == "2") return EVP_sha256();
  return nullptr;
}

}  // namespace

Result<void> check_signature(const Message& message, const std::string& certificate, Timestamp now) {
  const auto* const digest = digest_of(message.signature_version);
  if (digest == nullptr) return denied("the message has a SignatureVersion other than 1 and 2");
  const auto signature = from_base64(message.signature);
  if (!signature) return denied("the message's Signature is not base64");
  BARYON_TRY(const auto x509, read_certificate(certificate));
  if (!is_valid_at(*x509, now)) return denied("the certificate that signed the message is not valid now");
  auto* const key = X509_get0_pubkey(x509.get());
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
    return fail(ErrorCode::corrupt, "SNS's certificate has no RSA key");
  const auto text = message.signed_text();
  const auto bytes = as_bytes(text);
  const DigestContextPointer context(EVP_MD_CTX_new());
  const bool is_right =
      context && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
      EVP_DigestVerify(context.get(), signature->data(), signature->size(), bytes.data(), bytes.size()) == 1;
  ERR_clear_error();
  if (!is_right) return denied("the message's signature is not right");
  return {};
}

}  // namespace baryon::aws::sns
