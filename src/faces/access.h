#pragma once

#include <vector>

#include "app/config.h"
#include "net/message.h"

namespace baryon::faces {

/// Who may read: bearer tokens (RFC 6750) and what is allowed without one. Thread-safe.
class Access {
 public:
  Access(app::Role anonymous, std::vector<app::ApiToken> tokens);

  /// The role of whoever sent it; a token that is not known gives none, even where anonymous callers have more.
  [[nodiscard]] app::Role role_of(const net::Request& request) const;

 private:
  app::Role anonymous_;
  std::vector<app::ApiToken> tokens_;
};

/// 401 as JSON.
[[nodiscard]] net::Response unauthorized();

/// 403 as JSON, for whoever may read but not change.
[[nodiscard]] net::Response only_for_operators();

}  // namespace baryon::faces
