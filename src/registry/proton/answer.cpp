#include "registry/proton/answer.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "net/http_client.h"

namespace baryon::registry::proton {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_message = 2000;
constexpr std::chrono::seconds pause_when_throttled(1);  // where the answer does not say

/// What an exception means for the caller.
enum class Meaning : std::uint8_t { not_found, conflict, invalid, quota, role, key, throttled, fault, no_operation };

struct Known {
  std::string_view exception;
  Meaning meaning;
};

// The service model's own, then those that all of AWS's services have (AWS Signature Version 4, "Troubleshooting").
constexpr std::array known_exceptions{
    Known{"ResourceNotFoundException", Meaning::not_found},
    Known{"ConflictException", Meaning::conflict},
    Known{"ValidationException", Meaning::invalid},
    Known{"ServiceQuotaExceededException", Meaning::quota},
    Known{"AccessDeniedException", Meaning::role},
    Known{"ThrottlingException", Meaning::throttled},
    Known{"InternalServerException", Meaning::fault},
    Known{"SerializationException", Meaning::invalid},
    Known{"UnrecognizedClientException", Meaning::key},
    Known{"InvalidSignatureException", Meaning::key},
    Known{"IncompleteSignatureException", Meaning::key},
    Known{"MissingAuthenticationTokenException", Meaning::key},
    Known{"InvalidClientTokenId", Meaning::key},
    Known{"ExpiredTokenException", Meaning::key},
    Known{"TooManyRequestsException", Meaning::throttled},
    Known{"ServiceUnavailableException", Meaning::fault},
    Known{"UnknownOperationException", Meaning::no_operation},
};

struct Refusal {
  std::string exception;
  std::string message;
};

std::string text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

/// `com.amazonaws.proton.v20200720#ConflictException` and `ConflictException:http://...` alike.
std::string short_name(std::string_view text) {
  text = text.substr(0, text.find(':'));
  return escape_for_display(text.substr(text.rfind('#') + 1), 100);  // npos + 1 is 0: all of it
}

std::optional<json::object> parse_object(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

Refusal read_refusal(const net::Response& response) {
  const auto body = parse_object(response.body).value_or(json::object());
  auto type = text_at(body, "__type");
  if (type.empty()) type = response.headers.find("x-amzn-ErrorType").value_or("");
  auto message = text_at(body, "message");
  if (message.empty()) message = text_at(body, "Message");
  return {.exception = short_name(type), .message = escape_for_display(message, longest_message)};
}

Meaning meaning_of(const Refusal& refusal, int status) {
  const auto known = std::ranges::find(known_exceptions, refusal.exception, &Known::exception);
  if (known != known_exceptions.end()) return known->meaning;
  if (status == 429) return Meaning::throttled;
  if (status >= 500 || status == 408) return Meaning::fault;
  if (status == 401 || status == 403) return Meaning::key;
  return refusal.exception.empty() ? Meaning::no_operation : Meaning::invalid;
}

Error to_error(const net::Response& response, std::string_view whom, std::string_view operation) {
  const auto refusal = read_refusal(response);
  const auto in_words = [&](std::string_view said) {
    const auto what = refusal.exception.empty() ? std::to_string(response.status) : refusal.exception;
    return fmt::format("{} {} {} ({}){}{}", whom, said, operation, what, refusal.message.empty() ? "" : ": ",
                       refusal.message);
  };
  const auto as_said = [&](ErrorCode code) {
    return Error{.code = code,
                 .message = refusal.message.empty() ? in_words("refused the request for") : refusal.message};
  };
  switch (meaning_of(refusal, response.status)) {
    case Meaning::not_found:
      return as_said(ErrorCode::not_found);
    case Meaning::conflict:
      return as_said(ErrorCode::conflict);
    case Meaning::invalid:
      return as_said(ErrorCode::invalid);
    case Meaning::quota:
      return as_said(ErrorCode::too_large);
    case Meaning::role:
      return {.code = ErrorCode::denied,
              .message = in_words("does not allow"),
              .hint = "give the access key of registry.url the permission for it; of a Baryon, the role operator"};
    case Meaning::key:
      return {.code = ErrorCode::denied,
              .message = in_words("did not accept the signature of"),
              .hint = "check access_key, secret and region of registry.url, and the clock of this machine"};
    case Meaning::throttled:
      return {.code = ErrorCode::unavailable,
              .message = in_words("limits the rate of requests, asked for"),
              .retryable = true,
              .retry_after = net::retry_after(response.headers).value_or(pause_when_throttled)};
    case Meaning::fault:
      return {.code = ErrorCode::unavailable,
              .message = in_words("cannot answer"),
              .hint = "it, or a proxy in front of it, is down or overloaded",
              .retryable = true,
              .retry_after = net::retry_after(response.headers)};
    case Meaning::no_operation:
      break;
  }
  return {.code = ErrorCode::configuration,
          .message = in_words("does not know"),
          .hint = "check the host and port of registry.url: what answers there is not the API of AWS Proton",
          .retryable = true};
}

}  // namespace

Result<json::object> read_answer(const net::Response& response, std::string_view whom, std::string_view operation) {
  if (response.status != 200) return std::unexpected(to_error(response, whom, operation));
  if (response.body.empty()) return json::object();
  auto members = parse_object(response.body);
  if (!members)
    return fail_for_now(ErrorCode::corrupt, fmt::format("{} answered {} with no JSON object", whom, operation),
                        "check the host and port of registry.url, and proxies on the way");
  return *std::move(members);
}

}  // namespace baryon::registry::proton
