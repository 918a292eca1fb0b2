#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "aws/credentials_provider.h"
#include "base/environment.h"
#include "net/http_client.h"

namespace baryon::aws {

/// What an EC2 instance is told about itself, with version 2 of the service only: a token first (`PUT`), then the
/// questions. Off with `AWS_EC2_METADATA_DISABLED=true`; `AWS_EC2_METADATA_SERVICE_ENDPOINT` names another address.
/// Where nobody answers, this is no instance, and nothing is known. Source: Amazon EC2 User Guide, "Use IMDS".
class InstanceMetadata {
 public:
  explicit InstanceMetadata(Environment environment, std::stop_token stop = {});

  /// The text at that path; nothing where there is none (404) or no instance. Errors: unavailable and retryable,
  /// denied (the service is off for this instance).
  [[nodiscard]] Result<std::optional<std::string>> get(const std::string& path);

 private:
  [[nodiscard]] Result<std::optional<std::string>> token(const std::string& address);

  const Environment environment_;
  net::HttpClient http_;
};

/// The role of an EC2 instance.
class InstanceCredentials final : public CredentialsProvider {
 public:
  explicit InstanceCredentials(Environment environment, std::stop_token stop = {})
      : metadata_(std::move(environment), std::move(stop)) {}

  [[nodiscard]] std::string name() const override { return "the EC2 instance's role"; }
  Result<std::optional<FoundCredentials>> find() override;

 private:
  InstanceMetadata metadata_;
};

}  // namespace baryon::aws
