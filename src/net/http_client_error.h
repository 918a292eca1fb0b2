#pragma once

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "base/error.h"
#include "net/http_client.h"
#include "net/http_client_proxy.h"

namespace baryon::net {

// What went wrong with a transfer, in words for the person who runs the program. Each names method and URL (without
// query and user information) and never a header or a password.

[[nodiscard]] Error stopped_error(std::string_view method, std::string_view url);
[[nodiscard]] Error late_error(std::string_view method, std::string_view url, std::string_view what);

/// The proxy answered in place of the server, or would not connect to it.
[[nodiscard]] Error proxy_error(long status, std::string_view method, std::string_view url, const Proxy& proxy,
                                const HttpClientOptions& options);

/// `detail` is libcurl's own text; `has_begun` tells whether some of the body had come.
[[nodiscard]] Error transfer_error(CURLcode code, CURL* easy, std::string_view detail, std::string_view method,
                                   std::string_view url, const Proxy& proxy, const HttpClientOptions& options,
                                   bool has_begun);

}  // namespace baryon::net
