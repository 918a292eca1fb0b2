#include "aws/credentials_json.h"

#include <boost/json/object.hpp>
#include <boost/json/parser.hpp>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "aws/signing_time.h"
#include "base/text.h"

namespace baryon::aws {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 4;
constexpr std::size_t longest_code = 100;

std::string text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? "" : std::string(text->data(), text->size());
}

std::unexpected<Error> unreadable(std::string message) { return fail_for_now(ErrorCode::corrupt, std::move(message)); }

}  // namespace

Result<FoundCredentials> parse_credentials_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::parser parser({}, options);
  boost::system::error_code error;
  parser.write(text, error);
  if (error) return unreadable("the answer is not JSON");
  const auto parsed = parser.release();
  const auto* const object = parsed.if_object();
  if (object == nullptr) return unreadable("the answer is not a JSON object");
  const auto code = text_at(*object, "Code");
  if (!code.empty() && code != "Success")
    return unreadable(fmt::format("the answer is {}", escape_for_display(code, longest_code)));
  FoundCredentials found{.key = {.access_key_id = text_at(*object, "AccessKeyId"),
                                 .secret = Secret(text_at(*object, "SecretAccessKey")),
                                 .session_token = Secret(text_at(*object, "Token"))}};
  if (found.key.access_key_id.empty() || found.key.secret.empty()) return unreadable("the answer holds no access key");
  if (const auto expiration = text_at(*object, "Expiration"); !expiration.empty()) {
    found.expires_at = parse_iso_time(expiration);
    if (!found.expires_at) return unreadable("the answer tells no time at which its key expires");
  }
  return found;
}

}  // namespace baryon::aws
