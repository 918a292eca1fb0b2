#pragma once

#include <optional>
#include <string>

#include "aws/credentials.h"
#include "base/clock.h"
#include "base/error.h"

namespace baryon::aws {

/// An access key as it was found: temporary ones tell when they end.
struct FoundCredentials {
  Credentials key;
  std::optional<Timestamp> expires_at = {};
};

/// One place where an access key may be found. One thread at a time; may block for some seconds.
class CredentialsProvider {
 public:
  virtual ~CredentialsProvider() = default;

  /// For messages: `the environment`.
  [[nodiscard]] virtual std::string name() const = 0;

  /// Nothing where this place is not in use here. Errors: configuration (it is, but wrongly), denied; unavailable and
  /// retryable.
  virtual Result<std::optional<FoundCredentials>> find() = 0;
};

}  // namespace baryon::aws
