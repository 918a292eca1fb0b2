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
  std::latch busy(2);
  std::atomic<std::size_t> answered = 0;
  BlockingPool pool(2);
  const auto handler = pool.handler([&](const Request& request) {
    if (request.path == "/first") busy.count_down();
    open.wait();
    return Response::text(200, "ok");
  });
  const auto ask = [&](std::string path) {
    Request request;
    request.path = std::move(path);
    handler(std::move(request), [&](const Response& response) { answered += response.status == 200 ? 1 : 0; });
  };
  for (int i = 0; i < 2; ++i) ask("/first");
  busy.wait();
  for (std::size_t i = 0; i < BlockingPool::max_waiting; ++i) ask("/");
  std::optional<Response> refused;
  handler({}, [&](Response response) { refused = std::move(response); });
  ASSERT_TRUE(refused.has_value());  // at once
  EXPECT_EQ(refused->status, 503);
  EXPECT_TRUE(refused->headers.find("Retry-After").has_value());
  open.count_down();
  ASSERT_TRUE(test::wait_until([&] { return answered == BlockingPool::max_waiting + 2; }));
  ask("/");
  EXPECT_TRUE(test::wait_until([&] { return answered == BlockingPool::max_waiting + 3; }));
}

TEST(BlockingPool, RefusesWhileTheFirstHasWaitedTooLong) {
  std::latch open(1);
  std::latch busy(1);
  std::atomic<int> answered = 0;
  std::atomic<WaitingRoom::Time> now = WaitingRoom::Time();
  BlockingPool pool(1, [&] { return now.load(); });
  const auto handler = pool.handler([&](const Request& request) {
    if (request.path == "/first") busy.count_down();
    open.wait();
    return Response::text(200, "ok");
  });
  Request first;
  first.path = "/first";
  handler(std::move(first), [&](const Response&) { ++answered; });
  busy.wait();
  now = now.load() + 2 * BlockingPool::max_wait;  // what runs may take its time
  handler({}, [&](const Response&) { ++answered; });
  now = now.load() + BlockingPool::max_wait + std::chrono::milliseconds(1);
  std::optional<Response> refused;
  handler({}, [&](Response response) { refused = std::move(response); });
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->status, 503);
  open.count_down();
  EXPECT_TRUE(test::wait_until([&] { return answered == 2; }));  // who was let in is answered
}

TEST(BlockingPool, RefusesInTheWordsOfTheHandler) {
  std::latch open(1);
  std::latch busy(1);
  BlockingPool pool(1);
  const auto handler = pool.handler(
      [&](const Request& request) {
        if (request.path == "/first") busy.count_down();
        open.wait();
        return Response::text(200, "ok");
      },
      [] { return Response::text(429, "busy"); });
  Request first;
  first.path = "/first";
  handler(std::move(first), [](const Response&) {});
  busy.wait();
  for (std::size_t i = 0; i < BlockingPool::max_waiting; ++i) handler({}, [](const Response&) {});
  std::optional<Response> refused;
  handler({}, [&](Response response) { refused = std::move(response); });
  open.count_down();
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->status, 429);
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
