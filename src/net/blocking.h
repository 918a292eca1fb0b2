#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "base/waiting_room.h"
#include "net/message.h"

namespace baryon::net {

/// A few threads for handlers that block (database, disk), so that they do not hold up the event loop. When too many
/// requests wait for a thread, or the first has waited for too long, further ones are answered at once that there is no
/// time for them. Thread-safe.
class BlockingPool {
 public:
  static constexpr std::size_t max_waiting = 256;
  static constexpr std::chrono::seconds max_wait{5};

  explicit BlockingPool(std::size_t threads, std::function<WaitingRoom::Time()> now = std::chrono::steady_clock::now);
  ~BlockingPool();
  BlockingPool(BlockingPool&&) = delete;
  BlockingPool& operator=(BlockingPool&&) = delete;
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// A handler that runs `answer` on the pool, which must outlive it. `overloaded`: what to say when too many wait.
  [[nodiscard]] Handler handler(std::function<Response(const Request&)> answer,
                                Response (*overloaded)() = service_unavailable);

  /// 503 with `Retry-After`.
  [[nodiscard]] static Response service_unavailable();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace baryon::net
