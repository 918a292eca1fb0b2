#pragma once

#include <chrono>
#include <cstddef>
#include <list>

#include "net/server/streams.h"

namespace baryon::net::server {

/// The connections that have not sent the header of a request yet, in the order in which this began. For one thread.
class WaitingConnections {
  struct Waiting {
    beast::tcp_stream* stream;
    std::chrono::steady_clock::time_point since;
    bool is_idle = true;     // nothing of a request has come
    bool is_closed = false;  // to make room, or because its time was up
  };

 public:
  /// Keeps a connection among those that wait while it lives.
  class Entry {
   public:
    Entry(WaitingConnections& waiting, beast::tcp_stream& stream);
    ~Entry();
    Entry(Entry&&) = delete;
    Entry& operator=(Entry&&) = delete;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

    void begin_request() { position_->is_idle = false; }

   private:
    std::list<Waiting>& list_;
    std::list<Waiting>::iterator position_;
  };

  /// Closes the connection that has been waited for longest; false where all are at work.
  bool close_oldest();

  /// Closes those that have been idle since before then.
  void close_idle_since(std::chrono::steady_clock::time_point due);

  /// Ends the waiting of those that are idle.
  void cancel_idle();

 private:
  std::list<Waiting> list_;
};

}  // namespace baryon::net::server
