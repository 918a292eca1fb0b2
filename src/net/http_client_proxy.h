#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret.h"

namespace baryon::net {

/// A forward proxy as configured.
struct Proxy {
  std::string url;        ///< `http://host:port`, without credentials; empty: none
  std::string authority;  ///< `host:port`, for messages
  std::string user = {};
  Secret password = {};
};

/// `[http[s]://][user:password@]host[:port]`; without a port that of the scheme. Error: configuration, which does not
/// repeat the text.
[[nodiscard]] Result<Proxy> parse_proxy(const Secret& text);

}  // namespace baryon::net
