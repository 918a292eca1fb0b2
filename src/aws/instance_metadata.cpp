#include "aws/instance_metadata.h"

#include <fmt/format.h>

#include <utility>

#include "aws/credentials_json.h"
#include "aws/metadata_http.h"
#include "base/encoding.h"
#include "base/glob.h"
#include "base/text.h"
#include "base/units.h"
#include "net/url.h"

namespace baryon::aws {
namespace {

constexpr std::string_view usual_address = "http://169.254.169.254";
constexpr std::string_view token_path = "/latest/api/token";
constexpr std::string_view roles_path = "/latest/meta-data/iam/security-credentials/";
constexpr std::string_view token_seconds = "21600";  // six hours, the longest; each look takes a new one
constexpr std::uint64_t max_answer = 64 * kib;

std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

}  // namespace

InstanceMetadata::InstanceMetadata(Environment environment, std::stop_token stop)
    : environment_(std::move(environment)), http_(metadata_http_options(std::move(stop))) {}

Result<std::optional<std::string>> InstanceMetadata::token(const std::string& address) {
  const auto answer = http_.send({.method = "PUT",
                                  .url = address + std::string(token_path),
                                  .headers = {{"X-aws-ec2-metadata-token-ttl-seconds", std::string(token_seconds)}},
                                  .max_answer = max_answer});
  if (!answer) return std::nullopt;  // nobody there: this is no instance
  if (answer->status == 403)
    return fail_for_now(ErrorCode::denied, "the instance metadata service is off for this instance",
                        "turn it on, or set AWS_EC2_METADATA_DISABLED=true");
  if (answer->status != 200 || answer->body.empty() || has_control_character(answer->body)) return std::nullopt;
  return answer->body;
}

Result<std::optional<std::string>> InstanceMetadata::get(const std::string& path) {
  if (to_lower(environment_("AWS_EC2_METADATA_DISABLED").value_or("")) == "true") return std::nullopt;
  auto address = environment_("AWS_EC2_METADATA_SERVICE_ENDPOINT").value_or("");
  if (address.empty()) address = usual_address;
  BARYON_TRY(address, net::parse_base_url(address));
  BARYON_TRY(auto session, token(address));
  if (!session) return std::nullopt;
  BARYON_TRY(auto answer, ask_metadata(http_, {.url = address + path,
                                               .headers = {{"X-aws-ec2-metadata-token", *std::move(session)}},
                                               .max_answer = max_answer}));
  if (answer.status == 404) return std::nullopt;
  if (answer.status != 200)
    return fail_for_now(ErrorCode::unavailable,
                        fmt::format("the instance metadata service answered {} for {}", answer.status, path));
  return std::move(answer.body);
}

Result<std::optional<FoundCredentials>> InstanceCredentials::find() {
  BARYON_TRY(const auto roles, metadata_.get(std::string(roles_path)));
  const auto role = first_line(roles.value_or(""));
  if (role.empty()) return std::nullopt;
  BARYON_TRY(const auto document, metadata_.get(std::string(roles_path) + percent_encode(role)));
  if (!document) return std::nullopt;
  BARYON_TRY(auto found, parse_credentials_json(*document));
  return found;
}

}  // namespace baryon::aws
