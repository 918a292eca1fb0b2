#pragma once

#include <string>
#include <vector>

#include "aws/sns/certificates.h"
#include "aws/sns/message.h"
#include "base/clock.h"
#include "net/http_client.h"

namespace baryon::aws::sns {

/// Takes messages of configured topics in. Thread-safe; calls block on the network.
class Receiver {
 public:
  /// All but `topics` must outlive it.
  Receiver(std::vector<std::string> topics, CertificateSource& certificates, net::HttpClient& http, const Clock& clock);

  /// Whether SNS signed it, for one of the topics. Errors: denied (topic, signature); those of the network, retryable.
  Result<void> check(const Message& message);

  /// Tells SNS that the topic may send here from now on. Only after `check`. Errors: denied (the URL is not SNS's);
  /// those of the network.
  Result<void> confirm(const Message& message);

 private:
  std::vector<std::string> topics_;
  CertificateSource& certificates_;
  net::HttpClient& http_;
  const Clock& clock_;
};

}  // namespace baryon::aws::sns
