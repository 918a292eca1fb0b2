#include "aws/sts.h"

#include <fmt/format.h>

#include <utility>

#include "aws/region.h"
#include "aws/signer.h"
#include "aws/signing_time.h"
#include "aws/xml.h"
#include "base/encoding.h"
#include "base/text.h"
#include "base/units.h"
#include "net/proxy_environment.h"

namespace baryon::aws {
namespace {

constexpr std::string_view api_version = "2011-06-15";
constexpr std::uint64_t max_answer = 64 * kib;
constexpr int tries = 3;

std::string endpoint(const Environment& environment, const std::string& region) {
  for (const auto* const variable : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"})
    if (auto named = environment(variable).value_or(""); !named.empty())
      return named.ends_with('/') ? named.substr(0, named.size() - 1) : named;
  return fmt::format("https://sts.{}.{}", region, domain_of(region));
}

std::string form(std::string_view action, const RoleRequest& role) {
  auto body = fmt::format("Action={}&Version={}&RoleArn={}&RoleSessionName={}", action, api_version,
                          percent_encode(role.role_arn), percent_encode(role.session_name));
  if (!role.external_id.empty()) body += "&ExternalId=" + percent_encode(role.external_id);
  return body;
}

net::ClientRequest post(const std::string& url, std::string body) {
  return {.method = "POST",
          .url = url + "/",
          .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
          .body = std::move(body),
          .max_answer = max_answer};
}

Error refused(int status, const XmlElement& answer) {
  const auto* const error = answer.name == "Error" ? &answer : answer.child("Error");
  const auto code = error == nullptr ? std::string_view() : error->text_of("Code");
  const auto message = error == nullptr ? std::string_view() : error->text_of("Message");
  const bool may_pass = status >= 500 || code == "Throttling" || code == "IDPCommunicationError";
  return {.code = may_pass ? ErrorCode::unavailable : ErrorCode::denied,
          .message = fmt::format("STS refused it ({} {}): {}", status, escape_for_display(code),
                                 escape_for_display(message, 500)),
          .hint = may_pass ? "" : "check the role's trust policy, and that the caller may sts:AssumeRole",
          .retryable = may_pass};
}

}  // namespace

Sts::Sts(const Environment& environment, std::string region, const Clock& clock, std::stop_token stop)
    : url_(endpoint(environment, region)),
      region_(std::move(region)),
      clock_(clock),
      http_({.proxy = net::proxy_of_environment(environment, url_),
             .first_byte_timeout = std::chrono::seconds(20),
             .stop = std::move(stop)}) {}

Result<FoundCredentials> read_sts_answer(int status, std::string_view body) {
  const auto answer = parse_xml(body);
  if (!answer)
    return fail_for_now(ErrorCode::corrupt,
                        fmt::format("STS's answer ({}) cannot be read: {}", status, answer.error().message));
  if (status != 200) return std::unexpected(refused(status, *answer));
  const auto* const result = answer->children.empty() ? nullptr : answer->child(answer->children.front().name);
  const auto* const key = result == nullptr ? nullptr : result->child("Credentials");
  if (key == nullptr) return fail_for_now(ErrorCode::corrupt, "STS's answer holds no access key");
  FoundCredentials found{.key = {.access_key_id = std::string(key->text_of("AccessKeyId")),
                                 .secret = Secret(std::string(key->text_of("SecretAccessKey"))),
                                 .session_token = Secret(std::string(key->text_of("SessionToken")))},
                         .expires_at = parse_iso_time(key->text_of("Expiration"))};
  if (found.key.access_key_id.empty() || found.key.secret.empty() || !found.expires_at)
    return fail_for_now(ErrorCode::corrupt, "STS's answer holds no access key, or not until when it is good");
  return found;
}

Result<FoundCredentials> Sts::send(const net::ClientRequest& request, const RoleRequest& role) {
  for (int attempt = 1;; ++attempt) {
    const auto answer = http_.send(request);
    auto found = answer ? read_sts_answer(answer->status, answer->body) : std::unexpected(answer.error());
    if (found) return found;
    if (!found.error().retryable || attempt == tries)
      return std::unexpected(within(fmt::format("role {}", role.role_arn), std::move(found).error()));
  }
}

Result<FoundCredentials> Sts::assume_role(const Credentials& caller, const RoleRequest& role) {
  BARYON_TRY(auto request, sign(post(url_, form("AssumeRole", role)),
                                {.credentials = caller, .region = region_, .service = "sts", .time = clock_.now()}));
  return send(request, role);
}

Result<FoundCredentials> Sts::assume_role_with_web_identity(const Secret& token, const RoleRequest& role) {
  return send(post(url_, form("AssumeRoleWithWebIdentity", role) +
                             fmt::format("&WebIdentityToken={}", percent_encode(token.reveal()))),
              role);
}

}  // namespace baryon::aws
