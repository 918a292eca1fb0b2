#pragma once

#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "net/http_client.h"

namespace baryon::net {

/// What a certificate says about itself (RFC 5280).
struct Certificate {
  std::string subject;  ///< `CN=git.example.com`
  Timestamp not_before;
  Timestamp not_after;
  std::string pem;

  /// Whether it was made out for that host, by name or address.
  [[nodiscard]] bool is_for(const std::string& host) const;
};

/// The first certificate of a PEM text. Error: corrupt.
[[nodiscard]] Result<Certificate> parse_certificate(const std::string& pem);

/// The certificate that an https server shows, reached and verified as a client with these options would. Errors: as of
/// HttpClient.
[[nodiscard]] Result<Certificate> fetch_certificate(const std::string& url, const HttpClientOptions& options);

}  // namespace baryon::net
