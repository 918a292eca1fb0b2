#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "net/plain_client.h"

namespace baryon::lambda {

/// One event that the function has to answer.
struct Invocation {
  std::string request_id;
  Timestamp deadline;
  std::string trace_id = {};      ///< of X-Ray; may be empty
  std::string function_arn = {};  ///< with the alias or version it was called by
  std::string event = {};         ///< JSON, as it came
};

/// What AWS Lambda takes as the answer to an event, in bytes ("Lambda quotas").
inline constexpr std::size_t max_answer_bytes = 6 * 1024 * 1024;

/// AWS Lambda's Runtime API, version 2018-06-01 ("Using the Lambda runtime API for custom runtimes"). One thread at a
/// time; calls block. Error of every call: unavailable, where the API cannot be reached or says that this process is
/// not to go on. Then it should end; Lambda starts another.
class RuntimeApi {
 public:
  /// `address`: `AWS_LAMBDA_RUNTIME_API`, `host:port`.
  explicit RuntimeApi(std::string address) : client_(std::move(address)) {}

  /// Waits for the next event, as long as it takes: the process may be frozen meanwhile.
  [[nodiscard]] Result<Invocation> next();

  /// Error, too: too_large, where the API does not take so much.
  [[nodiscard]] Result<void> respond(const Invocation& invocation, std::string_view answer);

  /// The event could not be answered. Shown to whoever invoked the function, and counted.
  [[nodiscard]] Result<void> report_error(const Invocation& invocation, const Error& error);

  /// The function cannot take events at all.
  [[nodiscard]] Result<void> report_start_error(const Error& error);

 private:
  Result<net::Response> send(std::string_view method, std::string target, std::string_view body,
                             net::Headers headers = {});
  Result<void> report(std::string target, const Error& error);

  net::PlainClient client_;
};

/// `{"errorMessage", "errorType", "stackTrace"}`
[[nodiscard]] std::string error_document(const Error& error);

}  // namespace baryon::lambda
