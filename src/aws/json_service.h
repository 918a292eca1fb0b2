#pragma once

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/error.h"
#include "net/http_client.h"

namespace baryon::aws {

struct JsonServiceOptions {
  std::string service;        ///< as in signatures: `sqs`
  std::string target_prefix;  ///< of X-Amz-Target: `AmazonSQS`
  std::string version;        ///< of AWS's JSON protocol: `1.0` or `1.1`
  std::string region;
  std::string endpoint;  ///< base address without a `/` at its end
  net::HttpClientOptions client = {};
};

/// A service of AWS that speaks AWS's JSON protocol: one POST an operation, signed, JSON in and out. Thread-safe;
/// blocks. Errors, each naming service, operation and AWS's own code and message:
///   unavailable, retryable: not reached, throttled, or its own fault (5xx)
///   denied: the key is wrong or may not do that
///   not_found, invalid: as the service says
class JsonService {
 public:
  /// `credentials` and `clock` must outlive it.
  JsonService(JsonServiceOptions options, CredentialsSource& credentials, const Clock& clock);

  [[nodiscard]] Result<boost::json::object> call(std::string_view operation, const boost::json::object& input);

 private:
  const JsonServiceOptions options_;
  CredentialsSource& credentials_;
  const Clock& clock_;
  net::HttpClient client_;
};

/// Where a service of a region answers: `https://sqs.eu-west-1.amazonaws.com`; in China under its own domain.
[[nodiscard]] std::string regional_endpoint(std::string_view service, std::string_view region);

}  // namespace baryon::aws
