#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::net {

/// The parts of an absolute http or https URL (RFC 3986) that decide where a request goes.
struct Origin {
  std::string scheme;  ///< `http` or `https`
  std::string host;    ///< lower case; an IPv6 address keeps its brackets
  std::string port;    ///< decimal, the scheme's own where the URL names none
  friend bool operator==(const Origin&, const Origin&) = default;

  /// `host:port`
  [[nodiscard]] std::string authority() const { return host + ":" + port; }
};

/// Error: invalid, which does not repeat the text (it may hold a password).
[[nodiscard]] Result<Origin> origin_of(std::string_view url);

/// Scheme, host, port and path: what an error or a log line may show of a URL. No user information, query, fragment.
[[nodiscard]] std::string shown_url(std::string_view url);

/// Whether it holds a user name or a password.
[[nodiscard]] bool has_userinfo(std::string_view url);

/// A configured base address without its trailing `/`: http or https, a host, perhaps a port and a path; no user
/// information, query or fragment (invalid). Paths are joined to it by appending.
[[nodiscard]] Result<std::string> parse_base_url(std::string_view url);

}  // namespace baryon::net
