#include "net/server/connection_steps.h"
#include "net/server/counted.h"

namespace baryon::net::server {

template class Connection<TlsStream>;

Task<void> serve_tls(State& state, TlsStream stream, std::string remote) {
  const Counted counted(state.connections);
  error_code error;
  {
    WaitingConnections::Entry waiting(state.waiting, lowest(stream));
    waiting.begin_request();
    lowest(stream).expires_after(state.options.header_timeout);
    co_await stream.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(asio::use_awaitable, error));
  }
  if (error) co_return;
  Connection connection(state, stream, remote);
  co_await connection.serve();
  lowest(stream).expires_after(linger_time);
  co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, error));
}

}  // namespace baryon::net::server
