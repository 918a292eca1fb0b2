#include "app/registry_url.h"

#include <fmt/format.h>

#include <utility>

#include "aws/default_credentials.h"
#include "base/environment.h"
#include "base/text.h"
#include "registry/proton/endpoint.h"

namespace baryon::app {

Result<aws::Credentials> registry_credentials(const std::string& url, const Environment& environment) {
  if (url == "embedded") return aws::Credentials{};
  if (!registry::proton::names_endpoint(url))
    return fail(ErrorCode::configuration, fmt::format("'{}' is not possible here", escape_for_display(url)),
                "use embedded, or proton+https://HOST[:PORT]");
  BARYON_TRY(const auto endpoint, registry::proton::parse_endpoint(url));
  if (!endpoint.access_key_id.empty()) {
    BARYON_TRY(auto value, secret(endpoint.secret_reference, environment));
    return aws::Credentials{.access_key_id = endpoint.access_key_id, .secret = std::move(value)};
  }
  return aws::Credentials{.access_key_id = environment("AWS_ACCESS_KEY_ID").value_or(""),
                          .secret = Secret(environment("AWS_SECRET_ACCESS_KEY").value_or("")),
                          .session_token = Secret(environment("AWS_SESSION_TOKEN").value_or(""))};
}

std::unique_ptr<aws::CredentialsSource> registry_credentials_source(const Config& config, const Clock& clock,
                                                                    std::stop_token stop) {
  if (const auto& key = config.registry.credentials; !key.access_key_id.empty() && !key.secret.empty())
    return std::make_unique<aws::FixedCredentials>(key);
  const auto endpoint = registry::proton::parse_endpoint(config.registry.url);
  return aws::default_credentials(process_environment(), endpoint ? endpoint->region : "", clock, std::move(stop));
}

Result<void> check_registry_credentials(const Config& config) {
  if (config.registry.url == "embedded") return {};
  const auto key = registry_credentials_source(config, system_clock())->credentials();
  if (key) return {};
  return fail(ErrorCode::configuration, fmt::format("there is no access key for registry.url: {}", key.error().text()),
              "add access_key=ID&secret=file:PATH to it, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile "
              "or role of AWS");
}

}  // namespace baryon::app
