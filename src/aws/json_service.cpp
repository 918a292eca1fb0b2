#include "aws/json_service.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "aws/signer.h"
#include "base/text.h"
#include "base/units.h"

namespace baryon::aws {
namespace {

namespace json = boost::json;

constexpr std::uint64_t max_answer = 1 * mib;

std::string text_of(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : escape_for_display({text->data(), text->size()}, 300);
}

json::object object_of(const std::string& body) {
  boost::system::error_code not_json;
  auto value = json::parse(body, not_json);
  return !not_json && value.is_object() ? std::move(value.as_object()) : json::object();
}

// `com.amazonaws.sqs#QueueDoesNotExist` or `AWS.SimpleQueueService.NonExistentQueue;Sender`: the name alone.
std::string short_code(std::string code) {
  code = code.substr(0, code.find(';'));
  if (const auto hash = code.rfind('#'); hash != std::string::npos) code.erase(0, hash + 1);
  return code;
}

bool is_throttling(std::string_view code) {
  constexpr std::array words{"Throttling",       "ThrottlingException",      "ThrottledException",
                             "RequestThrottled", "TooManyRequestsException", "LimitExceededException"};
  return std::ranges::find(words, code) != words.end();
}

bool is_refusal(std::string_view code) {
  constexpr std::array words{"AccessDenied",
                             "AccessDeniedException",
                             "UnrecognizedClientException",
                             "InvalidSignatureException",
                             "SignatureDoesNotMatch",
                             "ExpiredTokenException",
                             "MissingAuthenticationTokenException",
                             "IncompleteSignatureException",
                             "InvalidClientTokenId"};
  return std::ranges::find(words, code) != words.end();
}

bool is_absence(std::string_view code) {
  constexpr std::array words{"ResourceNotFoundException", "QueueDoesNotExist", "NonExistentQueue",
                             "AWS.SimpleQueueService.NonExistentQueue"};
  return std::ranges::find(words, code) != words.end();
}

Error failure(const JsonServiceOptions& options, std::string_view operation, const net::Response& response) {
  const auto body = object_of(response.body);
  auto code = short_code(text_of(body, "__type"));
  if (code.empty()) code = fmt::format("HTTP {}", response.status);
  auto message = text_of(body, "message");
  if (message.empty()) message = text_of(body, "Message");
  Error error{.code = ErrorCode::invalid,
              .message = fmt::format("{} of {} failed ({}){}{}", operation, options.service, code,
                                     message.empty() ? "" : ": ", message)};
  if (response.status >= 500 || response.status == 429 || is_throttling(code)) {
    error.code = ErrorCode::unavailable;
    error.retryable = true;
    error.retry_after = net::retry_after(response.headers);
  } else if (response.status == 401 || response.status == 403 || is_refusal(code)) {
    error.code = ErrorCode::denied;
    error.hint = fmt::format("allow {}:{} to the role or key that this runs with", options.service, operation);
  } else if (is_absence(code)) {
    error.code = ErrorCode::not_found;
  }
  return error;
}

}  // namespace

JsonService::JsonService(JsonServiceOptions options, CredentialsSource& credentials, const Clock& clock)
    : options_(std::move(options)), credentials_(credentials), clock_(clock), client_(options_.client) {}

Result<json::object> JsonService::call(std::string_view operation, const json::object& input) {
  BARYON_TRY(auto credentials, credentials_.credentials());
  BARYON_TRY(const auto request,
             sign({.method = "POST",
                   .url = options_.endpoint + "/",
                   .headers = {{"Content-Type", fmt::format("application/x-amz-json-{}", options_.version)},
                               {"X-Amz-Target", fmt::format("{}.{}", options_.target_prefix, operation)}},
                   .body = json::serialize(input),
                   .max_answer = max_answer},
                  {.credentials = std::move(credentials),
                   .region = options_.region,
                   .service = options_.service,
                   .time = clock_.now()}));
  BARYON_TRY(const auto response, client_.send(request));
  if (response.status != 200) return std::unexpected(failure(options_, operation, response));
  return object_of(response.body);
}

std::string regional_endpoint(std::string_view service, std::string_view region) {
  const std::string_view domain = region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return fmt::format("https://{}.{}.{}", service, region, domain);
}

}  // namespace baryon::aws
