#pragma once

#include <stop_token>

#include "aws/credentials_provider.h"
#include "base/environment.h"
#include "net/http_client.h"

namespace baryon::aws {

/// The role of an ECS task or EKS pod, asked of the container agent: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` at
/// 169.254.170.2, or `AWS_CONTAINER_CREDENTIALS_FULL_URI`, which in clear goes only to this machine and to the
/// addresses of ECS and EKS. Sends what `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` (read each time) or
/// `AWS_CONTAINER_AUTHORIZATION_TOKEN` holds. Source: AWS SDKs and Tools Reference Guide, "Container credential
/// provider".
class ContainerCredentials final : public CredentialsProvider {
 public:
  explicit ContainerCredentials(Environment environment, std::stop_token stop = {});

  [[nodiscard]] std::string name() const override { return "the container's role"; }
  Result<std::optional<FoundCredentials>> find() override;

 private:
  const Environment environment_;
  net::HttpClient http_;
};

}  // namespace baryon::aws
