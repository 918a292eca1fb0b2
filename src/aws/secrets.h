#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "aws/json_service.h"
#include "base/error.h"
#include "base/secret.h"

namespace baryon::aws {

/// A secret of AWS Secrets Manager by its name or ARN, and perhaps one member of it where it is a JSON object:
/// `arn:aws:secretsmanager:eu-west-1:123456789012:secret:baryon/bitbucket-AbCdEf#token`.
struct SecretReference {
  std::string id;
  std::string member = {};  ///< empty: the secret as a whole

  /// Of the ARN; empty where only a name is given.
  [[nodiscard]] std::string region() const;
};

/// Error: configuration.
[[nodiscard]] Result<SecretReference> parse_secret_reference(std::string_view text);

/// AWS Secrets Manager (API reference, GetSecretValue). Thread-safe; blocks.
class Secrets {
 public:
  /// `credentials` and `clock` must outlive it. `endpoint` empty: the region's.
  Secrets(const std::string& region, std::string endpoint, CredentialsSource& credentials, const Clock& clock,
          net::HttpClientOptions client = {});

  /// The value that is current. Errors: as `JsonService`; configuration (binary, empty, no such member).
  [[nodiscard]] Result<Secret> current(const SecretReference& reference);

  /// The one before the last rotation; nothing where there is none.
  [[nodiscard]] Result<std::optional<Secret>> previous(const SecretReference& reference);

 private:
  Result<Secret> get(const SecretReference& reference, std::string_view stage);

  JsonService service_;
};

}  // namespace baryon::aws
