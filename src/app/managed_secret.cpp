#include "app/managed_secret.h"

#include <chrono>
#include <string>
#include <utility>

#include "aws/credentials_source.h"
#include "aws/secrets.h"
#include "base/clock.h"
#include "net/url.h"

namespace baryon::app {
namespace {

// What a start can spend on a service that does not answer; there is another start.
constexpr std::chrono::seconds patience(5);

// The same client for both values.
class Manager {
 public:
  static Result<Manager> open(std::string_view text, const Environment& environment) {
    BARYON_TRY(auto reference, aws::parse_secret_reference(text));
    auto region = reference.region();
    if (region.empty()) region = environment("AWS_REGION").value_or("");
    if (region.empty())
      return fail(ErrorCode::configuration, "the region of a secret in Secrets Manager is not known",
                  "name it by its ARN, or set AWS_REGION");
    BARYON_TRY(auto endpoint, endpoint_of(environment));
    aws::Credentials key{.access_key_id = environment("AWS_ACCESS_KEY_ID").value_or(""),
                         .secret = Secret(environment("AWS_SECRET_ACCESS_KEY").value_or("")),
                         .session_token = Secret(environment("AWS_SESSION_TOKEN").value_or(""))};
    if (key.access_key_id.empty() || key.secret.empty())
      return fail(ErrorCode::configuration, "there is no access key to ask Secrets Manager with",
                  "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; in a Lambda function they are set");
    auto credentials = std::make_unique<aws::FixedCredentials>(std::move(key));
    auto secrets = std::make_unique<aws::Secrets>(
        region, std::move(endpoint), *credentials, system_clock(),
        net::HttpClientOptions{.connect_timeout = patience, .first_byte_timeout = patience});
    return Manager(std::move(reference), std::move(credentials), std::move(secrets));
  }

  Result<Secret> current() { return secrets_->current(reference_); }
  Result<std::optional<Secret>> previous() { return secrets_->previous(reference_); }

 private:
  Manager(aws::SecretReference reference, std::unique_ptr<aws::CredentialsSource> credentials,
          std::unique_ptr<aws::Secrets> secrets)
      : reference_(std::move(reference)), credentials_(std::move(credentials)), secrets_(std::move(secrets)) {}

  static Result<std::string> endpoint_of(const Environment& environment) {
    for (const auto* const name : {"AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL"})
      if (const auto url = environment(name); url && !url->empty()) return net::parse_base_url(*url);
    return std::string();
  }

  aws::SecretReference reference_;
  std::unique_ptr<aws::CredentialsSource> credentials_;
  std::unique_ptr<aws::Secrets> secrets_;
};

}  // namespace

Result<Secret> managed_secret(std::string_view reference, const Environment& environment) {
  BARYON_TRY(auto manager, Manager::open(reference, environment));
  return manager.current();
}

Result<std::vector<Secret>> managed_secrets(std::string_view reference, const Environment& environment) {
  BARYON_TRY(auto manager, Manager::open(reference, environment));
  BARYON_TRY(auto current, manager.current());
  BARYON_TRY(auto previous, manager.previous());
  std::vector<Secret> secrets{std::move(current)};
  if (previous) secrets.push_back(*std::move(previous));
  return secrets;
}

}  // namespace baryon::app
