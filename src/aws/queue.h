#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "aws/json_service.h"
#include "base/error.h"

namespace baryon::aws {

/// What one message of SQS may hold, in bytes; queues can be set to more ("Amazon SQS message quotas").
inline constexpr std::size_t max_message_bytes = 256 * 1024;

/// A queue of Amazon SQS (API reference, SendMessage). Thread-safe; blocks.
class Queue {
 public:
  /// `url`: as SQS names it, `https://sqs.eu-west-1.amazonaws.com/123456789012/baryon`; requests go to its host, for
  /// the region it names. `credentials` and `clock` must outlive it. Error: configuration (not such a URL, no region).
  [[nodiscard]] static Result<Queue> open(std::string url, std::string region, CredentialsSource& credentials,
                                          const Clock& clock, net::HttpClientOptions client = {});

  /// Kept by SQS when it returns. Errors: as `JsonService`; too_large.
  [[nodiscard]] Result<void> send(const std::string& body);

 private:
  Queue(std::string url, std::unique_ptr<JsonService> service) : url_(std::move(url)), service_(std::move(service)) {}

  std::string url_;
  std::unique_ptr<JsonService> service_;
};

}  // namespace baryon::aws
