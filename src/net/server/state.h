#pragma once

#include <cstddef>
#include <cstdint>

#include "net/http_server.h"
#include "net/message.h"
#include "net/server/waiting_connections.h"

namespace baryon::net::server {

/// What the connections of a server share. Only the event loop's thread touches it.
struct State {
  HttpServerOptions options;
  Handler handler;
  std::size_t connections = 0;
  std::uint64_t request_bytes = 0;  ///< of all requests under way, beyond what is free
  WaitingConnections waiting = {};
  bool stopping = false;
};

}  // namespace baryon::net::server
