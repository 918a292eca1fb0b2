#include "net/server/listening.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

#include "base/units.h"

namespace baryon::net::server {

Result<void> listen(tcp::acceptor& acceptor, const std::string& where) {
  const auto colon = where.rfind(':');
  auto host = where.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  const auto port = colon == std::string::npos ? fail(ErrorCode::invalid, "no port")
                                               : parse_number(std::string_view(where).substr(colon + 1));
  if (error || !port || *port > 65'535)
    return fail(ErrorCode::configuration, fmt::format("cannot listen on '{}'", where),
                "write server.listen as ADDRESS:PORT, such as 127.0.0.1:8080");
  const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(*port));
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(ErrorCode::configuration, fmt::format("cannot listen on {}: {}", where, error.message()),
                error == asio::error::address_in_use
                    ? "another program uses this port: stop it, or set server.listen to another one"
                    : "check server.listen");
  return {};
}

Result<std::optional<asio::ssl::context>> open_tls(const HttpServerOptions& options) {
  std::optional<asio::ssl::context> tls;
  if (options.certificate.empty()) return tls;
  tls.emplace(asio::ssl::context::tls_server);
  error_code error;
  tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
  if (!error) tls->use_certificate_chain_file(options.certificate.string(), error);
  if (error)
    return fail(ErrorCode::configuration,
                fmt::format("cannot use the certificate '{}': {}", options.certificate.string(), error.message()),
                "server.tls.certificate has to be a PEM chain");
  tls->use_private_key_file(options.key.string(), asio::ssl::context::pem, error);
  if (error)
    return fail(ErrorCode::configuration,
                fmt::format("cannot use the key '{}': {}", options.key.string(), error.message()),
                "server.tls.key has to be the PEM private key of the certificate");
  return tls;
}

std::string shown(const tcp::endpoint& endpoint) {
  const auto host = endpoint.address().to_string();
  return fmt::format("{}:{}", endpoint.address().is_v6() ? "[" + host + "]" : host, endpoint.port());
}

}  // namespace baryon::net::server
