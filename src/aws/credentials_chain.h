#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aws/credentials_provider.h"

namespace baryon::aws {

/// Several places, asked in their order. The first one that is in use decides: when it fails, that is the error, so
/// that a mistake there is not hidden by a key of somebody else further down.
class CredentialsChain final : public CredentialsProvider {
 public:
  explicit CredentialsChain(std::vector<std::unique_ptr<CredentialsProvider>> places) : places_(std::move(places)) {}

  /// The places, in their order.
  [[nodiscard]] std::string name() const override;
  Result<std::optional<FoundCredentials>> find() override;

 private:
  const std::vector<std::unique_ptr<CredentialsProvider>> places_;
};

}  // namespace baryon::aws
