#include "net/blocking.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

namespace baryon::net {

struct BlockingPool::State {
  State(std::size_t threads, std::function<WaitingRoom::Time()> now)
      : room({.max_waiting = max_waiting, .max_age = max_wait, .now = std::move(now)}), pool(threads) {}

  WaitingRoom room;
  boost::asio::thread_pool pool;
};

BlockingPool::BlockingPool(std::size_t threads, std::function<WaitingRoom::Time()> now)
    : state_(std::make_unique<State>(threads, std::move(now))) {}

BlockingPool::~BlockingPool() { state_->pool.join(); }

Response BlockingPool::service_unavailable() {
  auto response = Response::json(503, R"({"status":"unavailable","reason":"too many requests are waiting"})");
  response.headers.add("Retry-After", "1");
  return response;
}

Handler BlockingPool::handler(std::function<Response(const Request&)> answer, Response (*overloaded)()) {
  return [state = state_.get(), answer = std::move(answer), overloaded](Request request, Reply reply) {
    auto place = state->room.enter();
    if (!place) return reply(overloaded());
    boost::asio::post(state->pool, [answer, place = std::move(place), request = std::move(request),
                                    reply = std::move(reply)]() mutable {
      place.reset();
      reply(answer(request));
    });
  };
}

}  // namespace baryon::net
