#pragma once

#include <utility>

#include "aws/credentials.h"
#include "base/error.h"

namespace baryon::aws {

/// Where the access key for a request comes from; asked before each, because temporary keys change. Thread-safe.
class CredentialsSource {
 public:
  virtual ~CredentialsSource() = default;

  /// Errors: configuration (there is none), unavailable and retryable.
  virtual Result<Credentials> credentials() = 0;

  /// The service does not take this key any more (expired, unknown): where another may be had, it is fetched next time.
  virtual void reject(const Credentials& refused) { static_cast<void>(refused); }
};

/// Always the same key.
class FixedCredentials final : public CredentialsSource {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}

  Result<Credentials> credentials() override { return credentials_; }

 private:
  const Credentials credentials_;
};

}  // namespace baryon::aws
