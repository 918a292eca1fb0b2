#pragma once

#include <utility>

#include "aws/credentials_provider.h"
#include "base/environment.h"

namespace baryon::aws {

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, with temporary keys, `AWS_SESSION_TOKEN`.
class EnvironmentCredentials final : public CredentialsProvider {
 public:
  explicit EnvironmentCredentials(Environment environment) : environment_(std::move(environment)) {}

  [[nodiscard]] std::string name() const override { return "the environment"; }
  Result<std::optional<FoundCredentials>> find() override;

 private:
  const Environment environment_;
};

}  // namespace baryon::aws
