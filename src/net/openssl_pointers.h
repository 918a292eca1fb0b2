#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

/// Owners of OpenSSL's objects, for the files that speak to it.
namespace baryon::net {

template <auto free>
struct OpensslFree {
  template <class T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
using BioPointer = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using X509Pointer = std::unique_ptr<X509, OpensslFree<X509_free>>;
using DigestContextPointer = std::unique_ptr<EVP_MD_CTX, OpensslFree<EVP_MD_CTX_free>>;

}  // namespace baryon::net
