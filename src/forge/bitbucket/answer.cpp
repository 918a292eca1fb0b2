#include "forge/bitbucket/answer.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/glob.h"
#include "forge/bitbucket/json.h"
#include "forge/text.h"
#include "net/http_client.h"

namespace baryon::forge::bitbucket {
namespace {

namespace json = boost::json;

constexpr std::size_t max_message_bytes = 300;

// Where a 429 does not say: Bitbucket's buckets refill every second.
constexpr std::chrono::seconds pause_when_limited(5);

bool has_html_type(const net::Headers& headers) {
  const auto type = to_lower(headers.find("Content-Type").value_or(""));
  return type.starts_with("text/html") || type.starts_with("application/xhtml");
}

void read_words(const json::object& body, Answer& answer) {
  const auto* const errors = array_at(body, "errors");
  const auto* const first = errors == nullptr || errors->empty() ? nullptr : errors->front().if_object();
  const auto& source = first == nullptr ? body : *first;
  answer.message = cut(first_line(text_at(source, "message").value_or("")), max_message_bytes);
  const auto name = text_at(source, "exceptionName").value_or("");
  answer.exception = name.substr(name.rfind('.') + 1);  // npos + 1 is 0: no package, all of it
}

bool ends_with_any(std::string_view text, auto... suffixes) { return (text.ends_with(suffixes) || ...); }

std::string in_words(std::string_view said, const Answer& answer) {
  const auto status = fmt::format("{} ({})", said, answer.status);
  return answer.message.empty() ? status : fmt::format("{}: {}", status, answer.message);
}

Error not_found(const Answer& answer, std::string_view what) {
  if (answer.is_missing_repository())
    return {.code = ErrorCode::not_found,
            .message = in_words(fmt::format("Bitbucket does not have {}", what), answer),
            .hint = "it was deleted, renamed or moved, or bitbucket.token may not see it"};
  return {.code = ErrorCode::not_found, .message = in_words(fmt::format("Bitbucket does not have {}", what), answer)};
}

Error not_allowed(const Answer& answer, std::string_view whom, std::string_view what, bool has_token) {
  if (!has_token)
    return {.code = ErrorCode::configuration,
            .message = in_words(fmt::format("{} wants a token for {}", whom, what), answer),
            .hint = "set bitbucket.token to an HTTP access token with read permission",
            .retryable = true};
  return {.code = ErrorCode::denied,
          .message = in_words(fmt::format("{} refused the token for {}", whom, what), answer),
          .hint =
              "check that bitbucket.token has not expired and has read permission; Bitbucket answers 401 for a missing "
              "permission, too"};
}

}  // namespace

bool Answer::is_unmapped() const { return status == 405 || (status == 404 && exception.empty()); }

bool Answer::is_missing_repository() const {
  return status == 404 && ends_with_any(exception, "NoSuchRepositoryException", "NoSuchProjectException");
}

bool Answer::is_missing_commit() const {
  return status == 404 &&
         ends_with_any(exception, "NoSuchCommitException", "NoSuchBranchException", "NoSuchTagException",
                       "NoSuchObjectException", "NoDefaultBranchException", "EmptyRepositoryException");
}

bool looks_like_html(std::string_view beginning) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (beginning.starts_with(byte_order_mark)) beginning.remove_prefix(byte_order_mark.size());
  const auto first = beginning.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && beginning[first] == '<';
}

Answer read_answer(net::Response response) {
  Answer answer{.status = response.status, .headers = std::move(response.headers)};
  answer.is_html = has_html_type(answer.headers) || looks_like_html(response.body);
  if (answer.is_html || response.body.empty()) return answer;
  if (auto body = parse_json(response.body)) answer.body = *std::move(body);
  if (answer.is_success()) return answer;
  if (const auto* const object = answer.body.if_object(); object != nullptr) read_words(*object, answer);
  return answer;
}

Error html_error(std::string_view whom, std::string_view what, int status) {
  return {
      .code = ErrorCode::corrupt,
      .message = fmt::format("{} answered with an HTML page ({}) in place of {}: a login page, or a proxy's error page",
                             whom, status, what),
      .hint = "check bitbucket.url with its context path, bitbucket.token and bitbucket.proxy",
      .retryable = true};
}

Error to_error(const Answer& answer, std::string_view whom, std::string_view what, bool has_token) {
  const auto said = [&](std::string_view verb) { return in_words(fmt::format("{} {} {}", whom, verb, what), answer); };
  if (answer.status == 401) return not_allowed(answer, whom, what, has_token);
  if (answer.status == 429)
    return {.code = ErrorCode::unavailable,
            .message = said("limits the rate of requests, asked for"),
            .hint = "exempt the token's user from rate limiting in Bitbucket if this is frequent",
            .retryable = true,
            .retry_after = net::retry_after(answer.headers).value_or(pause_when_limited)};
  if (answer.status >= 500 || answer.status == 408)
    return {.code = ErrorCode::unavailable,
            .message = said("cannot serve"),
            .hint = "Bitbucket, or a proxy in front of it, is starting, in maintenance or overloaded",
            .retryable = true,
            .retry_after = net::retry_after(answer.headers)};
  if (answer.status >= 300 && answer.status < 400)
    return {.code = ErrorCode::configuration,
            .message = said("redirects what was sent for"),
            .hint =
                "set bitbucket.url to the address it redirects to; a login page means that bitbucket.token is not "
                "accepted",
            .retryable = true};
  if (answer.is_unmapped())
    return {.code = ErrorCode::configuration,
            .message = said("does not know the address of"),
            .hint = "check bitbucket.url, with its context path: the answer is not one of Bitbucket's own",
            .retryable = true};
  if (answer.is_html) return html_error(whom, what, answer.status);
  if (answer.status == 403) return not_allowed(answer, whom, what, true);
  if (answer.status == 404) return not_found(answer, what);
  if (answer.status == 409) return {.code = ErrorCode::conflict, .message = said("reports a conflict about")};
  return {.code = ErrorCode::invalid, .message = said("did not accept the request for")};
}

}  // namespace baryon::forge::bitbucket
