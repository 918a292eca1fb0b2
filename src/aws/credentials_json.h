#pragma once

#include <string_view>

#include "aws/credentials_provider.h"
#include "base/error.h"

namespace baryon::aws {

/// The document with which ECS, EKS and EC2 hand out a role's key: `AccessKeyId`, `SecretAccessKey`, `Token`,
/// `Expiration`; where `Code` is there, it is `Success`. Errors: corrupt and retryable, which repeat nothing of it but
/// a code other than that.
[[nodiscard]] Result<FoundCredentials> parse_credentials_json(std::string_view text);

}  // namespace baryon::aws
