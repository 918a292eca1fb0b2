#include "net/blocking.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <utility>

namespace baryon::net {

struct BlockingPool::State {
  explicit State(std::size_t threads) : pool(threads) {}

  std::atomic<std::size_t> waiting = 0;
  boost::asio::thread_pool pool;
};

BlockingPool::BlockingPool(std::size_t threads) : state_(std::make_unique<State>(threads)) {}

BlockingPool::~BlockingPool() { state_->pool.join(); }

Handler BlockingPool::handler(std::function<Response(const Request&)> answer) {
  return [state = state_.get(), answer = std::move(answer)](Request request, Reply reply) {
    if (state->waiting.fetch_add(1) >= max_waiting) {
      state->waiting.fetch_sub(1);
      auto response = Response::json(503, R"({"status":"unavailable","reason":"too many requests are waiting"})");
      response.headers.add("Retry-After", "1");
      return reply(std::move(response));
    }
    boost::asio::post(state->pool, [state, answer, request = std::move(request), reply = std::move(reply)]() mutable {
      auto response = answer(request);
      state->waiting.fetch_sub(1);
      reply(std::move(response));
    });
  };
}

}  // namespace baryon::net
