#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/pauses.h"
#include "net/http_client.h"
#include "registry/proton/endpoint.h"

namespace baryon::registry::proton {

struct ClientOptions {
  Endpoint endpoint;
  std::stop_token stop = {};  ///< ends calls at once and refuses new ones
  std::function<void(int status, std::chrono::nanoseconds took)> observer = {};  ///< see net::HttpClientOptions
};

/// Calls operations of AWS Proton's API: AWS JSON 1.0 over HTTP, signed (Signature Version 4). What fails for a moment
/// is tried again a few times, with full jitter (AWS Builders' Library, "Timeouts, retries and backoff with jitter");
/// every operation of the template library can be repeated. Thread-safe; blocks.
class Client {
 public:
  /// Tries of one call, and the pause that they grow up to. Whoever calls waits, so that both are small.
  static constexpr int most_tries = 3;
  static constexpr std::chrono::milliseconds first_pause{200};
  static constexpr std::chrono::milliseconds longest_pause{std::chrono::seconds(5)};

  /// All must outlive it.
  Client(ClientOptions options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock);

  /// The members of the answer. Errors: those of `read_answer`; and of the HTTP client, named after the registry.
  [[nodiscard]] Result<boost::json::object> call(std::string_view operation, const boost::json::object& input);

  /// `the registry https://host`, for messages.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] Result<boost::json::object> try_once(std::string_view operation, const std::string& body);

  const Endpoint endpoint_;
  const std::string name_;
  aws::CredentialsSource& credentials_;
  Pauses& pauses_;
  const Clock& clock_;
  net::HttpClient http_;
};

}  // namespace baryon::registry::proton
