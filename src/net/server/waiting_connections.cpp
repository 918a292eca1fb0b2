#include "net/server/waiting_connections.h"

#include <algorithm>
#include <utility>

namespace baryon::net::server {

WaitingConnections::Entry::Entry(WaitingConnections& waiting, beast::tcp_stream& stream)
    : list_(waiting.list_),
      position_(list_.insert(list_.end(), {.stream = &stream, .since = std::chrono::steady_clock::now()})) {}

WaitingConnections::Entry::~Entry() { list_.erase(position_); }

bool WaitingConnections::close_oldest() {
  const auto oldest = std::ranges::find(list_, false, &Waiting::is_closed);
  if (oldest == list_.end()) return false;
  oldest->is_closed = true;
  oldest->stream->close();
  return true;
}

void WaitingConnections::close_idle_since(std::chrono::steady_clock::time_point due) {
  for (auto& waiting : list_) {
    if (waiting.since > due) break;
    if (waiting.is_idle && !std::exchange(waiting.is_closed, true)) waiting.stream->close();
  }
}

void WaitingConnections::cancel_idle() {
  for (const auto& waiting : list_)
    if (waiting.is_idle) waiting.stream->cancel();
}

}  // namespace baryon::net::server
