#pragma once

#include <stop_token>
#include <string>

#include "aws/credentials_provider.h"
#include "base/clock.h"
#include "base/environment.h"
#include "base/error.h"
#include "net/http_client.h"

namespace baryon::aws {

struct RoleRequest {
  std::string role_arn;
  std::string session_name = "baryon";  ///< shown in CloudTrail
  std::string external_id = {};         ///< empty: none
};

/// The two calls of AWS's Security Token Service (API version 2011-06-15) that give a role's temporary key. One thread
/// at a time; blocks.
class Sts {
 public:
  /// `AWS_ENDPOINT_URL_STS`, else `AWS_ENDPOINT_URL`, else the region's own. Through the environment's proxy. The clock
  /// must outlive it.
  Sts(const Environment& environment, std::string region, const Clock& clock, std::stop_token stop = {});

  /// `caller`: the key that may take the role on.
  [[nodiscard]] Result<FoundCredentials> assume_role(const Credentials& caller, const RoleRequest& role);

  /// `token`: of the identity provider whom the role trusts. Not signed.
  [[nodiscard]] Result<FoundCredentials> assume_role_with_web_identity(const Secret& token, const RoleRequest& role);

 private:
  [[nodiscard]] Result<FoundCredentials> send(const net::ClientRequest& request, const RoleRequest& role);

  const std::string url_;
  const std::string region_;
  const Clock& clock_;
  net::HttpClient http_;
};

/// The key in an answer to either call; its error where it is one. Errors: denied (and configuration for a role that is
/// malformed), unavailable and retryable, corrupt and retryable.
[[nodiscard]] Result<FoundCredentials> read_sts_answer(int status, std::string_view body);

}  // namespace baryon::aws
