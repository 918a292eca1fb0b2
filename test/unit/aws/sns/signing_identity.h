#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>
#include <vector>

#include "aws/sns/message.h"
#include "base/clock.h"
#include "base/encoding.h"

namespace baryon::aws::sns {

/// A key with a certificate of its own, which stands in for that of Amazon SNS.
class SigningIdentity {
 public:
  /// Valid for an hour before and after that time.
  explicit SigningIdentity(Timestamp around, EVP_PKEY* key = EVP_RSA_gen(2048)) : key_(key), certificate_(X509_new()) {
    const auto seconds = std::chrono::system_clock::to_time_t(around);
    X509_set_version(certificate_, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
    ASN1_TIME_set(X509_getm_notBefore(certificate_), seconds - 3600);
    ASN1_TIME_set(X509_getm_notAfter(certificate_), seconds + 3600);
    X509_set_pubkey(certificate_, key_);
    X509_sign(certificate_, key_, EVP_sha256());
  }
  ~SigningIdentity() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }
  SigningIdentity(const SigningIdentity&) = delete;
  SigningIdentity& operator=(const SigningIdentity&) = delete;

  [[nodiscard]] std::string certificate() const {
    BIO* const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate_);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free_all(bio);
    return pem;
  }

  /// base64, as the message's SignatureVersion asks for.
  [[nodiscard]] std::string sign(const std::string& text, const std::string& version) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, version == "1" ? EVP_sha1() : EVP_sha256(), nullptr, key_);
    std::size_t size = 0;
    const auto bytes = as_bytes(text);
    EVP_DigestSign(context, nullptr, &size, bytes.data(), bytes.size());
    std::vector<std::uint8_t> signature(size);
    EVP_DigestSign(context, signature.data(), &size, bytes.data(), bytes.size());
    EVP_MD_CTX_free(context);
    return to_base64({signature.data(), size});
  }

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

}  // namespace baryon::aws::sns
