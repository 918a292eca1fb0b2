#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <optional>
#include <string>

#include "base/error.h"
#include "net/http_server.h"
#include "net/server/streams.h"

namespace baryon::net::server {

/// Opens the acceptor at `address:port`. Errors: configuration.
Result<void> listen(tcp::acceptor& acceptor, const std::string& where);

/// Reads certificate and key; nothing where plain HTTP is wanted. Errors: configuration.
Result<std::optional<asio::ssl::context>> open_tls(const HttpServerOptions& options);

/// `127.0.0.1:8080`, `[::1]:8080`.
std::string shown(const tcp::endpoint& endpoint);

}  // namespace baryon::net::server
