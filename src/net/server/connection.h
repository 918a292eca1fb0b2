#pragma once

#include <string>

#include "net/server/messages.h"
#include "net/server/request_memory.h"
#include "net/server/state.h"
#include "net/server/streams.h"

namespace baryon::net::server {

/// Answers the requests of one connection until it ends, with the limits of HttpServerOptions. Compiled for each stream
/// in a file of its own, plain_connection.cpp and tls_connection.cpp: Beast takes its time.
template <class Stream>
class Connection {
 public:
  /// All have to outlive it.
  Connection(State& state, Stream& stream, const std::string& remote)
      : state_(state), options_(state.options), stream_(stream), remote_(remote) {}

  Task<void> serve();

 private:
  using Parser = http::request_parser<http::string_body>;

  Task<void> read_header(Parser& parser, RequestMemory& memory, error_code& error);
  Task<void> idle(error_code& error);
  Task<void> read_body(Parser& parser, RequestMemory& memory, error_code& error);
  Task<void> write(Response response, bool keep_alive, bool is_head, error_code& error);
  Task<void> linger();

  State& state_;
  const HttpServerOptions& options_;
  Stream& stream_;
  const std::string& remote_;
  beast::flat_buffer buffer_;
};

extern template class Connection<PlainStream>;
extern template class Connection<TlsStream>;

/// Takes a connection over and counts it, however it ends; over TLS with handshake and end.
Task<void> serve_plain(State& state, PlainStream stream, std::string remote);
Task<void> serve_tls(State& state, TlsStream stream, std::string remote);

}  // namespace baryon::net::server
