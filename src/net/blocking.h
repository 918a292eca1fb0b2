#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "net/message.h"

namespace baryon::net {

/// A few threads for handlers that block (database, disk), so that they do not hold up the event loop. When too many
/// requests wait, further ones are answered 503. Thread-safe.
class BlockingPool {
 public:
  static constexpr std::size_t max_waiting = 256;

  explicit BlockingPool(std::size_t threads);
  ~BlockingPool();
  BlockingPool(BlockingPool&&) = delete;
  BlockingPool& operator=(BlockingPool&&) = delete;
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// A handler that runs `answer` on the pool, which must outlive it.
  [[nodiscard]] Handler handler(std::function<Response(const Request&)> answer);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace baryon::net
