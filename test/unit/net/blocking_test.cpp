#include "net/blocking.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "unit/support/wait_until.h"

namespace baryon::net {
namespace {

TEST(BlockingPool, AnswersOnAnotherThread) {
  std::latch answered(1);
  std::optional<Response> answer;
  std::thread::id where;
  BlockingPool pool(2);
  const auto handler = pool.handler([&](const Request& request) {
    where = std::this_thread::get_id();
    return Response::text(200, request.path);
  });
  Request request;
  request.path = "/x";
  handler(std::move(request), [&](Response response) {
    answer = std::move(response);
    answered.count_down();
  });
  answered.wait();
  EXPECT_EQ(answer->body, "/x");
  EXPECT_NE(where, std::this_thread::get_id());
}

TEST(BlockingPool, RefusesMoreThanMayWaitAndRecovers) {
  std::latch open(1);
  std::atomic<std::size_t> answered = 0;
  BlockingPool pool(2);
  const auto handler = pool.handler([&](const Request&) {
    open.wait();
    return Response::text(200, "ok");
  });
  for (std::size_t i = 0; i < BlockingPool::max_waiting; ++i)
    handler({}, [&](const Response& response) { answered += response.status == 200 ? 1 : 0; });
  std::optional<Response> refused;
  handler({}, [&](Response response) { refused = std::move(response); });
  ASSERT_TRUE(refused.has_value());  // at once
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(refused->headers.find("Retry-After").has_value());
  open.count_down();
  ASSERT_TRUE(test::wait_until([&] { return answered == BlockingPool::max_waiting; }));
  handler({}, [&](const Response& response) { answered += response.status == 200 ? 1 : 0; });
  EXPECT_TRUE(test::wait_until([&] { return answered == BlockingPool::max_waiting + 1; }));
}

TEST(BlockingPool, FinishesWhatWaitsBeforeItGoes) {
  std::atomic<int> answered = 0;
  {
    BlockingPool pool(1);
    const auto handler = pool.handler([](const Request&) { return Response::text(200, ""); });
    for (int i = 0; i < 50; ++i) handler({}, [&](const Response&) { ++answered; });
  }
  EXPECT_EQ(answered, 50);
}

}  // namespace
}  // namespace baryon::net
