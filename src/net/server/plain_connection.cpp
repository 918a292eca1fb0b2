#include "net/server/connection_steps.h"
#include "net/server/counted.h"

namespace baryon::net::server {

template class Connection<PlainStream>;

Task<void> serve_plain(State& state, PlainStream stream, std::string remote) {
  const Counted counted(state.connections);
  Connection connection(state, stream, remote);
  co_await connection.serve();
}

}  // namespace baryon::net::server
