#pragma once

#include <stop_token>
#include <string>

#include "base/error.h"
#include "net/http_client.h"

namespace baryon::aws {

/// Tries of one question to a service on the same machine or link.
inline constexpr int metadata_tries = 2;

/// For the addresses on this machine or link where containers and instances find their keys: short time-outs, because
/// elsewhere nobody answers there, small answers, never a proxy.
[[nodiscard]] net::HttpClientOptions metadata_http_options(std::stop_token stop);

/// Sends it, once more where no answer comes or it is a 5xx.
[[nodiscard]] Result<net::Response> ask_metadata(net::HttpClient& http, const net::ClientRequest& request);

}  // namespace baryon::aws
