#include "store/s3/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "aws/signer.h"
#include "base/random.h"

namespace baryon::store::s3 {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds longest_stall(30);

net::HttpClientOptions http_options(const ClientOptions& options) {
  return {.proxy = options.proxy,
          .ca_file = options.location.ca_file,
          .trust_hint = "name a file of the authorities to trust with ca_file= in store.url",
          .proxy_hint = "check the proxy in HTTPS_PROXY or http_proxy, or except the host in NO_PROXY",
          .first_byte_timeout = options.longest_wait,
          .stall_timeout = longest_stall,
          .stop = options.stop,
          .observer = options.observer};
}

bool may_pass(const Error& error) {
  return error.retryable && (error.code == ErrorCode::unavailable || error.code == ErrorCode::corrupt);
}

}  // namespace

Client::Client(ClientOptions options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock)
    : options_(std::move(options)),
      credentials_(credentials),
      pauses_(pauses),
      clock_(clock),
      http_(http_options(options_)) {}

bool Client::may_go_on(int tries, const Error& error) {
  if (!may_pass(error) || tries >= most_tries) return false;
  if (error.retry_after && *error.retry_after > longest_pause) return false;
  const auto most = std::min(longest_pause, first_pause * (1 << (tries - 1)));
  const milliseconds jittered(random_below(static_cast<std::uint64_t>(most.count()) + 1));
  return pauses_.pause(error.retry_after ? std::max<milliseconds>(*error.retry_after, jittered) : jittered);
}

Error Client::explain(const Refusal& refusal, const Operation& operation, const net::Headers& headers) const {
  return to_error(refusal, operation, options_.location, headers, clock_.now());
}

Result<net::Response> Client::send(const Operation& operation, const Request& request, int tries) {
  for (int tried = 1;; ++tried) {
    auto answer = try_once(operation, request);
    if (answer || tried >= tries || !may_go_on(tried, answer.error())) return answer;
  }
}

Result<net::ClientRequest> Client::prepare(const Request& request, const aws::Credentials& key) {
  auto url = options_.location.url(request.key);
  if (!request.query.empty()) url += "?" + aws::canonical_query(request.query);
  return aws::sign(
      {.method = request.method,
       .url = std::move(url),
       .headers = request.headers,
       .body = request.body,
       .upload = request.upload},
      {.credentials = key, .region = options_.location.region, .service = std::string(aws::s3), .time = clock_.now()},
      request.payload_hash);
}

Result<net::Response> Client::try_once(const Operation& operation, const Request& request) {
  BARYON_TRY(const auto key, credentials_.credentials());
  BARYON_TRY(const auto prepared, prepare(request, key));
  return checked(operation, http_.send(prepared), key);
}

Result<net::Response> Client::try_download(const Operation& operation, const Request& request,
                                           const net::BodySink& sink, const net::HeadSink& on_head) {
  BARYON_TRY(const auto key, credentials_.credentials());
  BARYON_TRY(auto prepared, prepare(request, key));
  prepared.max_answer = std::numeric_limits<std::uint64_t>::max();
  return checked(operation, http_.download(prepared, sink, on_head), key);
}

Result<net::Response> Client::checked(const Operation& operation, Result<net::Response> answer,
                                      const aws::Credentials& key) {
  if (!answer)
    return std::unexpected(
        within(fmt::format("bucket '{}', {}", options_.location.bucket, operation.what), std::move(answer).error()));
  if (answer->status >= 200 && answer->status < 300) return answer;
  const auto refusal = read_refusal(*answer);
  auto error = explain(refusal, operation, answer->headers);
  if (is_about_credentials(refusal)) {
    credentials_.reject(key);
    const auto other = credentials_.credentials();
    const bool is_replaced = other && (other->access_key_id != key.access_key_id || other->secret != key.secret ||
                                       other->session_token != key.session_token);
    if (is_replaced) {
      error.code = ErrorCode::unavailable;
      error.retryable = true;
    }
  }
  return std::unexpected(std::move(error));
}

}  // namespace baryon::store::s3
