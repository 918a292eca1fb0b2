#include "aws/secrets.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace baryon::aws {
namespace {

namespace json = boost::json;

std::optional<std::string> text_at(const json::object& object, std::string_view name) {
  const auto* const value = object.if_contains(name);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::nullopt : std::optional<std::string>({text->data(), text->size()});
}

std::unexpected<Error> wrong(const SecretReference& reference, std::string_view what) {
  return fail(ErrorCode::configuration, fmt::format("the secret '{}' {}", escape_for_display(reference.id), what));
}

Result<Secret> member_of(const SecretReference& reference, const std::string& text) {
  boost::system::error_code not_json;
  const auto value = json::parse(text, not_json);
  const auto* const object = not_json ? nullptr : value.if_object();
  auto member = object == nullptr ? std::nullopt : text_at(*object, reference.member);
  if (!member || member->empty())
    return wrong(reference, fmt::format("is no JSON object with a text '{}'", escape_for_display(reference.member)));
  return Secret(*std::move(member));
}

}  // namespace

std::string SecretReference::region() const {
  // arn:PARTITION:secretsmanager:REGION:...
  if (!id.starts_with("arn:")) return {};
  std::size_t begin = 0;
  for (int colons = 0; colons < 3; ++colons) {
    begin = id.find(':', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  return id.substr(begin, id.find(':', begin) - begin);
}

Result<SecretReference> parse_secret_reference(std::string_view text) {
  const auto hash = text.find('#');
  SecretReference reference{.id = std::string(text.substr(0, hash))};
  if (hash != std::string_view::npos) reference.member = text.substr(hash + 1);
  if (reference.id.empty() || has_control_character(text) ||
      (hash != std::string_view::npos && reference.member.empty()))
    return fail(ErrorCode::configuration, fmt::format("'{}' names no secret", escape_for_display(text)),
                "write secretsmanager:ARN, or secretsmanager:ARN#MEMBER for a member of a JSON object");
  return reference;
}

Secrets::Secrets(const std::string& region, std::string endpoint, CredentialsSource& credentials, const Clock& clock,
                 net::HttpClientOptions client)
    : service_({.service = "secretsmanager",
                .target_prefix = "secretsmanager",
                .version = "1.1",
                .region = region,
                .endpoint = endpoint.empty() ? regional_endpoint("secretsmanager", region) : std::move(endpoint),
                .client = std::move(client)},
               credentials, clock) {}

Result<Secret> Secrets::get(const SecretReference& reference, std::string_view stage) {
  BARYON_TRY(const auto answer, service_.call("GetSecretValue", {{"SecretId", reference.id}, {"VersionStage", stage}}));
  auto text = text_at(answer, "SecretString");
  if (!text) return wrong(reference, "is binary, not a text");
  if (text->empty()) return wrong(reference, "is empty");
  if (reference.member.empty()) return Secret(*std::move(text));
  return member_of(reference, *text);
}

Result<Secret> Secrets::current(const SecretReference& reference) { return get(reference, "AWSCURRENT"); }

Result<std::optional<Secret>> Secrets::previous(const SecretReference& reference) {
  auto value = get(reference, "AWSPREVIOUS");
  if (value) return std::optional(*std::move(value));
  if (value.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(std::move(value).error());
}

}  // namespace baryon::aws
