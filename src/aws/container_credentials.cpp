#include "aws/container_credentials.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "aws/credentials_json.h"
#include "aws/metadata_http.h"
#include "base/file.h"
#include "base/text.h"
#include "base/units.h"
#include "net/address_list.h"
#include "net/url.h"

namespace baryon::aws {
namespace {

constexpr std::string_view ecs_agent = "http://169.254.170.2";
constexpr std::array<std::string_view, 3> agents = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
constexpr std::uint64_t max_token = 16 * kib;
constexpr std::uint64_t max_answer = 64 * kib;

Result<std::string> full_uri(const std::string& uri) {
  const auto origin = net::origin_of(uri);
  if (!origin || net::has_userinfo(uri))
    return fail_for_now(ErrorCode::configuration, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no address");
  auto host = origin->host;
  const bool is_agent = std::ranges::find(agents, host) != agents.end();
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (origin->scheme == "https" || is_agent || net::is_loopback(host)) return uri;
  return fail_for_now(ErrorCode::configuration,
                      fmt::format("AWS_CONTAINER_CREDENTIALS_FULL_URI would send a token in clear to {}", origin->host),
                      "use https, or an address of this machine, of ECS or of EKS");
}

Result<std::string> token(const Environment& environment) {
  auto value = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or("");
  if (const auto file = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").value_or(""); !file.empty()) {
    BARYON_TRY(value, read_small_file(file, max_token));
    while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();
  }
  if (has_control_character(value))
    return fail_for_now(ErrorCode::configuration, "the container's authorization token holds a line end");
  return value;
}

}  // namespace

ContainerCredentials::ContainerCredentials(Environment environment, std::stop_token stop)
    : environment_(std::move(environment)), http_(metadata_http_options(std::move(stop))) {}

Result<std::optional<FoundCredentials>> ContainerCredentials::find() {
  const auto relative = environment_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").value_or("");
  const auto full = environment_("AWS_CONTAINER_CREDENTIALS_FULL_URI").value_or("");
  if (relative.empty() && full.empty()) return std::nullopt;
  net::ClientRequest request{.url = std::string(ecs_agent) + relative, .max_answer = max_answer};
  if (relative.empty()) {
    BARYON_TRY(request.url, full_uri(full));
    BARYON_TRY(auto authorization, token(environment_));
    if (!authorization.empty()) request.headers.add("Authorization", std::move(authorization));
  } else if (!relative.starts_with('/')) {
    return fail_for_now(ErrorCode::configuration, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with '/'");
  }
  BARYON_TRY(const auto answer, ask_metadata(http_, request));
  if (answer.status != 200)
    return fail_for_now(answer.status >= 500 ? ErrorCode::unavailable : ErrorCode::denied,
                        fmt::format("{} answered {}", net::shown_url(request.url), answer.status),
                        "check the role of the task or pod");
  BARYON_TRY(auto found, parse_credentials_json(answer.body));
  return found;
}

}  // namespace baryon::aws
