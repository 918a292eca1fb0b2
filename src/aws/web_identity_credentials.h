#pragma once

#include <string>
#include <utility>

#include "aws/credentials_provider.h"
#include "aws/sts.h"
#include "base/environment.h"

namespace baryon::aws {

/// The role of a pod (EKS, "IAM roles for service accounts") or of whatever else has a token of an identity provider:
/// `AWS_WEB_IDENTITY_TOKEN_FILE` (read each time, it changes), `AWS_ROLE_ARN`, `AWS_ROLE_SESSION_NAME`.
class WebIdentityCredentials final : public CredentialsProvider {
 public:
  WebIdentityCredentials(Environment environment, Sts& sts) : environment_(std::move(environment)), sts_(sts) {}

  [[nodiscard]] std::string name() const override { return "the web identity"; }
  Result<std::optional<FoundCredentials>> find() override;

 private:
  const Environment environment_;
  Sts& sts_;
};

/// Takes a role on with the token in a file. Errors: those of the file and of `Sts`.
[[nodiscard]] Result<FoundCredentials> assume_with_token_file(Sts& sts, const std::string& file,
                                                              const RoleRequest& role);

}  // namespace baryon::aws
