// The first line is `METHOD path?query`, then header lines up to an empty one, then the body. It is verified as it is,
// and once more, with what can be signed of it, after it has been signed here.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/signer.h"
#include "aws/signing_time.h"
#include "aws/verifier.h"
#include "base/encoding.h"
#include "base/glob.h"
#include "base/text.h"

namespace {

using namespace baryon;

constexpr std::string_view secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr std::size_t most_headers = 50;

void require(bool condition) {
  if (!condition) std::abort();
}

// The moment at which the seeds are signed.
class SeedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return *aws::parse_basic_time("20260102T030405Z"); }
};

const SeedClock seed_clock;

aws::Credentials credentials() {
  return {.access_key_id = "AKIDEXAMPLE", .secret = Secret(std::string(secret)), .session_token = {}};
}

std::optional<aws::Credentials> look_up(std::string_view id) {
  return id == "AKIDEXAMPLE" ? std::optional(credentials()) : std::nullopt;
}

aws::Verdict<aws::Caller> verify(const net::Request& request) {
  return aws::Verifier({.service = "proton"}, look_up, seed_clock).verify(request);
}

std::string_view take_line(std::string_view& input) {
  const auto end = std::min(input.find('\n'), input.size());
  const auto line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return line;
}

net::Request read_request(std::string_view input) {
  net::Request request;
  const auto first = take_line(input);
  const auto space = std::min(first.find(' '), first.size());
  const auto target = first.substr(std::min(space + 1, first.size()));
  const auto question = std::min(target.find('?'), target.size());
  request.method = std::string(first.substr(0, space));
  request.path = std::string(target.substr(0, question));
  request.query = std::string(target.substr(std::min(question + 1, target.size())));
  while (!input.empty()) {
    const auto line = take_line(input);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      request.headers.add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)));
  }
  request.body = std::string(input);
  return request;
}

void check_verdict(const net::Request& request, bool holds_secret) {
  const auto caller = verify(request);
  if (!caller) {
    const auto& message = caller.error().message;
    require(!message.empty() && !has_control_character(message) && is_utf8(message));
    require(holds_secret || !message.contains(secret));
    return;
  }
  require(caller->access_key_id == "AKIDEXAMPLE");
  auto changed = request;
  changed.body += '.';
  require(!verify(changed));
  changed = request;
  changed.path += "x";  // not ".", which normalising takes away
  require(!verify(changed));
}

// The headers that a signer takes, each once.
net::Headers signable(const net::Headers& headers) {
  net::Headers out;
  std::size_t count = 0;
  for (const auto& [name, value] : headers) {
    const auto lower = to_lower(name);
    const bool is_word =
        !lower.empty() && std::ranges::all_of(lower, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    const bool is_of_signature = lower == "authorization" || lower == "x-amz-date" || lower == "x-amz-security-token" ||
                                 lower.starts_with("x-amz-content-");
    if (!is_word || is_of_signature || out.find(name) || ++count > most_headers) continue;
    out.add(name, value);
  }
  return out;
}

// Path and query as a client would encode them.
std::string target_of(const net::Request& request) {
  auto parameters = aws::parse_query(request.query).value_or(std::vector<aws::QueryParameter>());
  std::erase_if(parameters, [](const auto& parameter) { return parameter.name.starts_with("X-Amz-"); });
  return "/" + percent_encode_path(request.path) + "?" + aws::canonical_query(parameters);
}

void check_round_trip(const net::Request& request) {
  const auto sent =
      aws::sign({.method = request.method,
                 .url = "http://localhost" + target_of(request),
                 .headers = signable(request.headers),
                 .body = request.body},
                {.credentials = credentials(), .region = "eu-west-1", .service = "proton", .time = seed_clock.now()});
  require(sent.has_value());
  const auto target = target_of(request);
  require(verify({.method = request.method,
                  .path = "/" + request.path,
                  .query = target.substr(target.find('?') + 1),
                  .headers = sent->headers,
                  .body = request.body,
                  .remote = "127.0.0.1"})
              .has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto request = read_request(input);
  check_verdict(request, input.contains(secret));
  check_round_trip(request);
  return 0;
}
