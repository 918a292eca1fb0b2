#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/error.h"
#include "net/http_client.h"

namespace baryon::aws::sns {

/// Where the certificates come from whose keys sign messages. Thread-safe.
class CertificateSource {
 public:
  virtual ~CertificateSource() = default;

  /// PEM. Errors: denied (no URL of SNS); those of the network, retryable.
  virtual Result<std::string> certificate(const std::string& url) = 0;
};

/// Fetches them from SNS over verified TLS, and keeps them. Thread-safe.
class FetchedCertificates final : public CertificateSource {
 public:
  /// `http` must outlive it.
  explicit FetchedCertificates(net::HttpClient& http) : http_(http) {}

  Result<std::string> certificate(const std::string& url) override;

 private:
  net::HttpClient& http_;
  std::mutex mutex_;
  std::map<std::string, std::string> kept_;
};

}  // namespace baryon::aws::sns
