#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/credentials_source.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/pauses.h"
#include "base/secret.h"
#include "net/http_client.h"
#include "store/s3/location.h"
#include "store/s3/operation.h"
#include "store/s3/refusal.h"

namespace baryon::store::s3 {

struct ClientOptions {
  Location location;  ///< with its region
  Secret proxy = {};  ///< see net::HttpClientOptions
  std::stop_token stop = {};

  /// An upload's answer comes when the server has written it; completing one of many parts takes longer, and a server
  /// that waits for its disks is better waited for than asked again.
  std::chrono::seconds longest_wait{60};

  std::function<void(int status, std::chrono::nanoseconds took)> observer = {};
};

/// One request before it is signed.
struct Request {
  std::string method = "GET";
  std::string key = {};  ///< the whole one; empty: of the bucket
  std::vector<aws::QueryParameter> query = {};
  net::Headers headers = {};
  std::string body = {};
  std::optional<net::FileRange> upload = {};  ///< sent in place of `body`
  std::string payload_hash = {};              ///< of `upload`: 64 hexadecimal digits
};

/// Signed requests to one bucket (Amazon S3 API, Signature Version 4 with the payload's hash). What fails for a moment
/// is tried again with full jitter (AWS Builders' Library, "Timeouts, retries and backoff with jitter"); each try is
/// signed anew, with the key of that moment. Thread-safe; blocks.
///
/// Errors, beside those of `to_error` and of the access key: unavailable and retryable (no answer).
class Client {
 public:
  /// Tries of one request, and the pause that they grow up to.
  static constexpr int most_tries = 5;
  static constexpr std::chrono::milliseconds first_pause{200};
  static constexpr std::chrono::milliseconds longest_pause{std::chrono::seconds(10)};

  /// All must outlive it.
  Client(ClientOptions options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock);

  /// A 2xx answer. `tries`: at most.
  [[nodiscard]] Result<net::Response> send(const Operation& operation, const Request& request, int tries = most_tries);

  /// One try; what the answer brings goes to `sink`. See net::HttpClient::download.
  [[nodiscard]] Result<net::Response> try_download(const Operation& operation, const Request& request,
                                                   const net::BodySink& sink, const net::HeadSink& on_head);

  /// The error that a refusal is for whoever asked.
  [[nodiscard]] Error explain(const Refusal& refusal, const Operation& operation, const net::Headers& headers) const;

  /// Waits before the next try, after so many; false where none is worth it.
  [[nodiscard]] bool may_go_on(int tries, const Error& error);

  [[nodiscard]] const Location& location() const { return options_.location; }

 private:
  [[nodiscard]] Result<net::ClientRequest> prepare(const Request& request, const aws::Credentials& key);
  [[nodiscard]] Result<net::Response> try_once(const Operation& operation, const Request& request);
  [[nodiscard]] Result<net::Response> checked(const Operation& operation, Result<net::Response> answer,
                                              const aws::Credentials& key);

  const ClientOptions options_;
  aws::CredentialsSource& credentials_;
  Pauses& pauses_;
  const Clock& clock_;
  net::HttpClient http_;
};

}  // namespace baryon::store::s3
