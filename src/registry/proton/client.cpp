#include "registry/proton/client.h"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "aws/signer.h"
#include "base/random.h"
#include "registry/proton/answer.h"

namespace baryon::registry::proton {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view service = "proton";
constexpr std::string_view target_prefix = "AwsProton20200720.";

/// Nothing on the way to an answer takes long: what does is a registry in trouble.
constexpr std::chrono::seconds longest_wait_for_answer(30);

net::HttpClientOptions http_options(const ClientOptions& options) {
  return {.ca_file = options.endpoint.ca_file,
          .trust_hint = "name a file of the authorities to trust with ca_file= in registry.url",
          .first_byte_timeout = longest_wait_for_answer,
          .stop = options.stop,
          .observer = options.observer};
}

bool may_pass(const Error& error) {
  return error.retryable && (error.code == ErrorCode::unavailable || error.code == ErrorCode::corrupt);
}

/// How long to wait after that many tries; nothing where it is not worth it.
std::optional<milliseconds> pause_after(int tries, const Error& error) {
  if (error.retry_after && *error.retry_after > Client::longest_pause) return std::nullopt;
  const auto most = std::min(Client::longest_pause, Client::first_pause * (1 << (tries - 1)));
  const milliseconds jittered(random_below(static_cast<std::uint64_t>(most.count()) + 1));
  return error.retry_after ? std::max<milliseconds>(*error.retry_after, jittered) : jittered;
}

}  // namespace

Client::Client(ClientOptions options, aws::CredentialsSource& credentials, Pauses& pauses, const Clock& clock)
    : endpoint_(options.endpoint),
      name_(fmt::format("the registry {}", options.endpoint.url)),
      credentials_(credentials),
      pauses_(pauses),
      clock_(clock),
      http_(http_options(options)) {}

Result<boost::json::object> Client::call(std::string_view operation, const boost::json::object& input) {
  const auto body = boost::json::serialize(input);
  for (int tries = 1;; ++tries) {
    auto answer = try_once(operation, body);
    if (answer || !may_pass(answer.error()) || tries == most_tries) return answer;
    const auto wait = pause_after(tries, answer.error());
    if (!wait || !pauses_.pause(*wait)) return answer;
  }
}

Result<boost::json::object> Client::try_once(std::string_view operation, const std::string& body) {
  BARYON_TRY(auto credentials, credentials_.credentials());
  net::ClientRequest request{.method = "POST",
                             .url = endpoint_.url + "/",
                             .headers = {{"Content-Type", "application/x-amz-json-1.0"},
                                         {"X-Amz-Target", fmt::format("{}{}", target_prefix, operation)}},
                             .body = body,
                             .max_answer = max_answer_bytes};
  BARYON_TRY(const auto signed_request, aws::sign(std::move(request), {.credentials = std::move(credentials),
                                                                       .region = endpoint_.region,
                                                                       .service = std::string(service),
                                                                       .time = clock_.now()}));
  const auto response = http_.send(signed_request);
  if (!response) return std::unexpected(within(name_, response.error()));
  return read_answer(*response, name_, operation);
}

}  // namespace baryon::registry::proton
