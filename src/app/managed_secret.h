#pragma once

#include <string_view>
#include <vector>

#include "app/config_nodes.h"
#include "base/error.h"
#include "base/secret.h"

namespace baryon::app {

/// The current value of a secret in AWS Secrets Manager, asked for with the access key of the environment.
/// `AWS_ENDPOINT_URL_SECRETS_MANAGER` or `AWS_ENDPOINT_URL` give another address than that of the region, which is the
/// one of the ARN or else `AWS_REGION`. Blocks. Errors: configuration, and what `aws::Secrets` returns.
[[nodiscard]] Result<Secret> managed_secret(std::string_view reference, const Environment& environment);

/// The current value and, where there is one, that before the last rotation: both count until senders have changed.
[[nodiscard]] Result<std::vector<Secret>> managed_secrets(std::string_view reference, const Environment& environment);

}  // namespace baryon::app
