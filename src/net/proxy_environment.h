#pragma once

#include <string_view>

#include "base/environment.h"
#include "base/secret.h"

namespace baryon::net {

/// The forward proxy that the environment names for an address, as curl and AWS's tools understand it: `HTTPS_PROXY` or
/// `https_proxy` for https, `http_proxy` for http (in capitals it could be a CGI client's header), else `ALL_PROXY`.
/// Empty where there is none, and for hosts in `NO_PROXY`: names, which stand for those below them as well, with or
/// without a leading dot; addresses; networks (`10.0.0.0/8`); `*`.
[[nodiscard]] Secret proxy_of_environment(const Environment& environment, std::string_view url);

}  // namespace baryon::net
