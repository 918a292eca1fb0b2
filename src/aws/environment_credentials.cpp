#include "aws/environment_credentials.h"

namespace baryon::aws {

Result<std::optional<FoundCredentials>> EnvironmentCredentials::find() {
  auto id = environment_("AWS_ACCESS_KEY_ID").value_or("");
  auto secret = environment_("AWS_SECRET_ACCESS_KEY").value_or("");
  if (id.empty() && secret.empty()) return std::nullopt;
  if (id.empty() || secret.empty())
    return fail_for_now(ErrorCode::configuration,
                        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together, only one of them is set");
  return FoundCredentials{.key = {.access_key_id = std::move(id),
                                  .secret = Secret(std::move(secret)),
                                  .session_token = Secret(environment_("AWS_SESSION_TOKEN").value_or(""))}};
}

}  // namespace baryon::aws
