#include "net/http_server.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <latch>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/router.h"
#include "unit/net/raw_client.h"
#include "unit/net/tls_identity.h"
#include "unit/store/temporary_directory.h"
#include "unit/support/wait_until.h"

namespace baryon::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Says what was asked: `METHOD path?query body`.
void echo(const Request& request, Reply reply) {
  reply(Response::text(200, request.method + " " + request.path + "?" + request.query + " " + request.body));
}

std::unique_ptr<HttpServer> started(Handler handler = echo, HttpServerOptions options = {}) {
  options.listen = "127.0.0.1:0";
  auto server = HttpServer::open(std::move(options), std::move(handler));
  EXPECT_TRUE(server.has_value()) << (server ? "" : server.error().text());
  (*server)->start();
  return *std::move(server);
}

std::string get(std::string_view path, std::string_view fields = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n";
}

std::string post(std::string_view body, std::string_view fields = {}) {
  return "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}

std::string answer_to(HttpServer& server, std::string_view bytes) {
  RawClient client(server.address());
  client.send(bytes);
  return client.read_answer();
}

TEST(HttpServer, AnswersRequests) {
  const auto server = started();
  const auto answer = answer_to(*server, get("/a%20b?x=1&y=%2F"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\nGET /a b?x=1&y=%2F ")) << answer;
  EXPECT_TRUE(answer_to(*server, post("hello")).ends_with("POST /p? hello"));
}

TEST(HttpServer, TellsSenderAndFieldsToTheHandler) {
  const auto server = started([](const Request& request, Reply reply) {
    reply(Response::text(200, request.remote + " " + std::string(request.headers.find("x-test").value_or("none")) +
                                  " " + std::to_string(request.headers.count("X-TEST"))));
  });
  EXPECT_TRUE(answer_to(*server, get("/", "X-Test: one\r\nX-Test: two\r\n")).ends_with("127.0.0.1 one 2"));
}

TEST(HttpServer, KeepsConnectionsAlive) {
  const auto server = started();
  RawClient client(server->address());
  for (int i = 0; i < 5; ++i) {
    client.send(post(std::to_string(i)));
    EXPECT_TRUE(client.read_answer().ends_with("POST /p? " + std::to_string(i)));
  }
}

TEST(HttpServer, ClosesWhenAskedTo) {
  const auto server = started();
  RawClient client(server->address());
  client.send(get("/", "Connection: close\r\n"));
  EXPECT_TRUE(client.read_answer().contains("Connection: close"));
  EXPECT_TRUE(client.is_closed());
  RawClient old(server->address());
  old.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(old.read_answer().starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(old.is_closed());
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  const auto server = started();
  RawClient client(server->address());
  client.send(get("/1") + post("2") + get("/3"));
  EXPECT_TRUE(client.read_answer().ends_with("GET /1? "));
  EXPECT_TRUE(client.read_answer().ends_with("POST /p? 2"));
  EXPECT_TRUE(client.read_answer().ends_with("GET /3? "));
}

TEST(HttpServer, TakesRequestsByteByByte) {
  const auto server = started();
  RawClient client(server->address());
  for (const char byte : post("hello", "X-Y: z\r\n")) client.send(std::string_view(&byte, 1));
  EXPECT_TRUE(client.read_answer().ends_with("POST /p? hello"));
}

TEST(HttpServer, ReadsChunkedBodies) {
  const auto server = started();
  EXPECT_TRUE(answer_to(*server,
                        "POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n")
                  .ends_with("POST /p? hello world"));
}

TEST(HttpServer, RefusesATooLargeBodyByItsLength) {
  const auto server = started(echo, {.max_body = 1000});
  EXPECT_TRUE(answer_to(*server, post(std::string(1000, 'x'))).starts_with("HTTP/1.1 200"));
  const auto answer = answer_to(*server, post(std::string(1001, 'x')));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
  EXPECT_TRUE(answer.contains(R"("status":"too_large")")) << answer;
}

TEST(HttpServer, RefusesATooLargeBodyBeforeItIsSent) {
  const auto server = started(echo, {.max_body = 1000});
  const auto answer =
      answer_to(*server, "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413")) << answer;
}

TEST(HttpServer, RefusesATooLargeChunkedBody) {
  const auto server = started(echo, {.max_body = 1000});
  std::string body;
  for (int i = 0; i < 5; ++i) body += "fa\r\n" + std::string(250, 'x') + "\r\n";
  RawClient client(server->address());
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + "0\r\n\r\n");
  client.end();
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 413"));
}

TEST(HttpServer, ShowsTheRefusalToAClientThatGoesOnSending) {
  const auto server = started(echo, {.max_body = 1000});
  RawClient client(server->address());
  std::thread sender([&client] {
    client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
    client.send(std::string(8'000'000, 'x'));
    client.end();
  });
  EXPECT_TRUE(client.read_to_end().starts_with("HTTP/1.1 413"));
  sender.join();
}

TEST(HttpServer, SaysContinueToAClientThatWaitsForIt) {
  const auto server = started();
  RawClient client(server->address());
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 100 "));
  client.send("hello");
  EXPECT_TRUE(client.read_answer().ends_with("POST /p? hello"));
}

TEST(HttpServer, RefusesTooLargeHeaders) {
  const auto server = started(echo, {.max_header = 2000});
  const auto by_field = answer_to(*server, get("/", "X: " + std::string(3000, 'x') + "\r\n"));
  EXPECT_TRUE(by_field.starts_with("HTTP/1.1 431")) << by_field;
  EXPECT_TRUE(answer_to(*server, get("/" + std::string(3000, 'x'))).starts_with("HTTP/1.1 431"));
}

TEST(HttpServer, RefusesWhatIsNoRequest) {
  const auto server = started();
  for (const std::string_view bytes :
       {"nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    const auto answer = answer_to(*server, bytes);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << bytes << " -> " << answer;
    EXPECT_TRUE(answer.contains(R"("status":"invalid","delivery":null)")) << answer;
  }
}

// Two ways to tell where a body ends are how requests are smuggled past a proxy (RFC 9112, 6.3).
TEST(HttpServer, RefusesTwoWaysToEndABody) {
  const auto server = started();
  for (const std::string_view fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n"}) {
    const auto answer =
        answer_to(*server, "POST / HTTP/1.1\r\nHost: x\r\n" + std::string(fields) + "\r\n0\r\n\r\nGET /smuggled");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400")) << fields << answer;
  }
}

TEST(HttpServer, ClosesAConnectionWithASlowHeader) {
  const auto server = started(echo, {.header_timeout = milliseconds(50)});
  RawClient client(server->address());
  client.send("GET / HTTP/1.1\r\nX: ");
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpServer, DoesNotExtendTheTimeForAHeaderByteByByte) {
  const auto server = started(echo, {.header_timeout = milliseconds(200)});
  RawClient client(server->address());
  std::atomic<bool> is_closed = false;
  std::thread sender([&] {
    client.send("GET / HTTP/1.1\r\nX: ");
    EXPECT_TRUE(test::wait_until([&] {
      client.send("x");
      return is_closed.load();
    }));
  });
  EXPECT_FALSE(client.read_to_end().contains("200"));
  is_closed = true;
  sender.join();
}

TEST(HttpServer, ClosesIdleConnections) {
  const auto server = started(echo, {.idle_timeout = milliseconds(50)});
  RawClient silent(server->address());
  EXPECT_TRUE(silent.is_closed());
  RawClient client(server->address());
  client.send(get("/"));
  EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(client.is_closed());
}

TEST(HttpServer, EndsASlowBody) {
  const auto server = started(echo, {.body_timeout = milliseconds(50)});
  RawClient client(server->address());
  client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe");
  EXPECT_FALSE(client.read_to_end().contains("200"));
}

TEST(HttpServer, DoesNotExtendTheTimeForABodyByteByByte) {
  const auto server = started(echo, {.body_timeout = milliseconds(200), .min_body_rate = 100 * mib});
  RawClient client(server->address());
  std::atomic<bool> is_closed = false;
  std::thread sender([&] {
    client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
    EXPECT_TRUE(test::wait_until([&] {
      client.send("x");
      return is_closed.load();
    }));
  });
  EXPECT_FALSE(client.read_to_end().contains("200"));
  is_closed = true;
  sender.join();
}

// The body takes longer than `body_timeout`, for which the test waits by watching a connection that has no more time.
TEST(HttpServer, GivesALargeBodyTheTimeItEarns) {
  const auto server = started(echo, {.body_timeout = milliseconds(100), .min_body_rate = 1000});
  RawClient honest(server->address());
  honest.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n");
  honest.send(std::string(199'999, 'x'));  // earns 200 s
  RawClient slow(server->address());
  slow.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\nx");
  EXPECT_TRUE(slow.is_closed());
  honest.send("x");
  EXPECT_TRUE(honest.read_answer().starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, SurvivesClientsThatGoAway) {
  std::vector<Reply> replies;
  std::mutex mutex;
  const auto server = started([&](const Request& request, Reply reply) {
    if (request.path != "/later") return echo(request, std::move(reply));
    const std::lock_guard lock(mutex);
    replies.push_back(std::move(reply));
  });
  for (int i = 0; i < 20; ++i) {
    RawClient client(server->address());
    client.send(i % 2 == 0 ? get("/later") : "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf");
  }
  ASSERT_TRUE(test::wait_until([&] {
    const std::lock_guard lock(mutex);
    return replies.size() == 10;
  }));
  for (auto& reply : replies) reply(Response::text(200, std::string(1'000'000, 'x')));
  EXPECT_TRUE(answer_to(*server, get("/")).starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, AnswersHeadWithoutABody) {
  const auto server = started();
  RawClient client(server->address());
  client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  const auto head = client.read_answer(false);
  EXPECT_TRUE(head.contains("Content-Length: 9\r\n")) << head;
  EXPECT_TRUE(client.read_answer().ends_with("GET /next? "));
}

TEST(HttpServer, HandsUnknownMethodsOn) {
  const auto server = started();
  EXPECT_TRUE(answer_to(*server, "BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n").ends_with("BREW /pot? "));
}

TEST(HttpServer, TakesAnswersFromOtherThreads) {
  std::vector<std::jthread> threads;
  const auto server = started([&](const Request& request, Reply reply) {
    threads.emplace_back(
        [body = request.body, reply = std::move(reply)]() mutable { reply(Response::text(201, body)); });
  });
  RawClient client(server->address());
  for (int i = 0; i < 20; ++i) {
    client.send(post(std::to_string(i)));
    const auto answer = client.read_answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 201") && answer.ends_with("\r\n\r\n" + std::to_string(i))) << answer;
  }
}

TEST(HttpServer, ServesManyConnectionsAtOnce) {
  std::mutex mutex;
  std::vector<Reply> replies;
  const auto server = started([&](const Request&, Reply reply) {
    const std::lock_guard lock(mutex);
    replies.push_back(std::move(reply));
  });
  constexpr std::size_t count = 200;
  std::vector<std::unique_ptr<RawClient>> clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.push_back(std::make_unique<RawClient>(server->address()));
    clients.back()->send(get("/"));
  }
  ASSERT_TRUE(test::wait_until([&] {
    const std::lock_guard lock(mutex);
    return replies.size() == count;
  }));
  for (auto& reply : replies) reply(Response::text(200, "ok"));
  for (const auto& client : clients) EXPECT_TRUE(client->read_answer().ends_with("ok"));
}

TEST(HttpServer, LetsTheOldestIdleConnectionGiveWay) {
  const auto server = started(echo, {.max_connections = 3});
  RawClient silent(server->address());
  RawClient older(server->address());
  RawClient younger(server->address());
  for (auto* client : {&older, &younger}) {
    client->send(get("/"));
    EXPECT_TRUE(client->read_answer().starts_with("HTTP/1.1 200"));
  }
  RawClient fourth(server->address());
  EXPECT_TRUE(silent.is_closed());
  RawClient fifth(server->address());
  EXPECT_TRUE(older.is_closed());
  for (auto* client : {&fifth, &younger, &fourth}) {
    client->send(get("/"));
    EXPECT_TRUE(client->read_answer().starts_with("HTTP/1.1 200"));
  }
}

TEST(HttpServer, LetsSlowHeadersGiveWay) {
  const auto server = started(echo, {.max_connections = 2});
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<RawClient>(server->address()));
    slow.back()->send("GET / HTTP/1.1\r\nX: ");
  }
  EXPECT_TRUE(answer_to(*server, get("/")).starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, RefusesConnectionsWhileAllOthersWaitForAnswers) {
  std::latch asked(2);
  std::mutex mutex;
  std::vector<Reply> replies;
  const auto server = started(
      [&](const Request&, Reply reply) {
        const std::lock_guard lock(mutex);
        if (replies.size() >= 2) return reply(Response::text(200, "at once"));
        replies.push_back(std::move(reply));
        asked.count_down();
      },
      {.max_connections = 2});
  RawClient first(server->address());
  RawClient second(server->address());
  for (auto* client : {&first, &second}) client->send(get("/"));
  asked.wait();
  const auto refused = RawClient(server->address()).read_to_end();
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503")) << refused;
  EXPECT_TRUE(refused.contains("Retry-After: ")) << refused;
  EXPECT_TRUE(refused.contains(R"("status":"unavailable")")) << refused;
  for (auto& reply : replies) reply(Response::text(200, "later"));
  for (auto* client : {&first, &second}) EXPECT_TRUE(client->read_answer().ends_with("later"));
  EXPECT_TRUE(answer_to(*server, get("/")).ends_with("at once"));  // they are idle now and give way
}

// Requests whose bodies stay unfinished, together larger than the server may hold.
class LargeRequests {
 public:
  explicit LargeRequests(HttpServer& server, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      clients_.push_back(std::make_unique<RawClient>(server.address()));
      clients_.back()->send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 120000\r\n\r\n");
      clients_.back()->send(std::string(100'000, 'x'));
    }
  }

  std::string finish(std::size_t which) {
    clients_[which]->send(std::string(20'000, 'x'));
    return clients_[which]->read_answer();
  }

 private:
  std::vector<std::unique_ptr<RawClient>> clients_;
};

TEST(HttpServer, BoundsWhatLargeRequestsHold) {
  const auto server = started(echo, {.max_memory = 250'000});
  LargeRequests large(*server, 2);
  std::string refused;
  ASSERT_TRUE(test::wait_until([&] {  // as soon as both are there
    refused = answer_to(*server, post(std::string(100'000, 'x')));
    return refused.starts_with("HTTP/1.1 503");
  }));
  EXPECT_TRUE(refused.contains("Retry-After: ")) << refused;
  EXPECT_TRUE(answer_to(*server, post(std::string(10'000, 'x'))).starts_with("HTTP/1.1 200"));  // small ones pass
  EXPECT_TRUE(large.finish(0).starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(large.finish(1).starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(answer_to(*server, post(std::string(200'000, 'x'))).starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, RefusesWhatHasWaitedTooLongForItsTurn) {
  std::latch asked(1);
  std::latch go_on(1);
  const auto server = started(
      [&](const Request& request, Reply reply) {
        if (request.path == "/busy") {  // as if there were many others
          asked.count_down();
          go_on.wait();
        }
        echo(request, std::move(reply));
      },
      {.max_wait = milliseconds(20)});
  RawClient busy(server->address());
  busy.send(get("/busy"));
  asked.wait();
  RawClient late(server->address());
  late.send(post("late"));
  RawClient probe(server->address());
  probe.send(get("/healthz"));
  const auto sent = std::chrono::steady_clock::now();
  EXPECT_TRUE(test::wait_until([&] { return std::chrono::steady_clock::now() - sent > milliseconds(100); }));
  go_on.count_down();
  const auto refused = late.read_answer();
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503")) << refused;
  EXPECT_TRUE(refused.contains("Retry-After: ")) << refused;
  EXPECT_TRUE(probe.read_answer().starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, CountsARequestUntilItIsAnswered) {
  std::optional<Reply> later;
  std::latch asked(1);
  const auto server = started(
      [&](const Request& request, Reply reply) {
        if (request.body.size() != 100'000) return echo(request, std::move(reply));
        later = std::move(reply);
        asked.count_down();
      },
      {.max_memory = 150'000});
  RawClient client(server->address());
  client.send(post(std::string(100'000, 'x')));
  asked.wait();
  EXPECT_TRUE(answer_to(*server, post(std::string(90'000, 'x'))).starts_with("HTTP/1.1 503"));
  (*later)(Response::text(200, "stored"));
  EXPECT_TRUE(client.read_answer().ends_with("stored"));
  EXPECT_TRUE(answer_to(*server, post(std::string(90'000, 'x'))).starts_with("HTTP/1.1 200"));
}

TEST(HttpServer, FinishesAnswersUnderWayWhenStopped) {
  std::latch asked(1);
  std::optional<Reply> later;
  auto server = started([&](const Request&, Reply reply) {
    later = std::move(reply);
    asked.count_down();
  });
  const auto address = server->address();
  RawClient idle(address);
  RawClient client(address);
  client.send(get("/"));
  asked.wait();
  std::jthread stopper([&] { server->stop(seconds(30)); });
  EXPECT_TRUE(idle.is_closed());  // so the stop has begun
  (*later)(Response::text(200, "in time"));
  const auto answer = client.read_to_end();
  EXPECT_TRUE(answer.ends_with("in time")) << answer;
  EXPECT_TRUE(answer.contains("Connection: close")) << answer;
  stopper.join();
  EXPECT_FALSE(RawClient(address).is_connected());
}

TEST(HttpServer, KnowsItsAddressWhenStopped) {
  const auto server = started();
  const auto address = server->address();
  server->stop(milliseconds(0));
  EXPECT_EQ(server->address(), address);
}

TEST(HttpServer, DoesNotWaitLongerThanTheGraceTime) {
  std::latch asked(1);
  std::optional<Reply> never;
  const auto server = started([&](const Request&, Reply reply) {
    never = std::move(reply);
    asked.count_down();
  });
  RawClient client(server->address());
  client.send(get("/"));
  asked.wait();
  server->stop(milliseconds(20));
  (*never)(Response::text(200, "too late"));  // harmless
  never.reset();
}

class Tls : public ::testing::Test {
 protected:
  Tls() {
    identity_.write_certificate(options_.certificate);
    std::FILE* file = std::fopen(options_.key.c_str(), "w");
    PEM_write_PrivateKey(file, SSL_CTX_get0_privatekey(identity_.context()), nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
  }

 private:
  store::TemporaryDirectory directory_;
  TlsIdentity identity_;

 protected:
  HttpServerOptions options_{.certificate = directory_.path() / "c.pem", .key = directory_.path() / "k.pem"};
};

TEST_F(Tls, AnswersOverTls) {
  const auto server = started(echo, options_);
  RawClient client(server->address());
  ASSERT_TRUE(client.start_tls());
  for (int i = 0; i < 3; ++i) {
    client.send(post("over tls"));
    EXPECT_TRUE(client.read_answer().ends_with("POST /p? over tls"));
  }
}

TEST_F(Tls, RefusesOldVersions) {
  const auto server = started(echo, options_);
  RawClient client(server->address());
  EXPECT_FALSE(client.start_tls(TLS1_1_VERSION));
  RawClient modern(server->address());
  EXPECT_TRUE(modern.start_tls(TLS1_2_VERSION));
}

TEST_F(Tls, EndsAHandshakeThatDoesNotCome) {
  options_.header_timeout = milliseconds(50);
  const auto server = started(echo, options_);
  RawClient client(server->address());
  EXPECT_TRUE(client.is_closed());
}

TEST_F(Tls, SaysWhichFileIsWrong) {
  auto options = options_;
  options.listen = "127.0.0.1:0";
  options.key = options.certificate;
  const auto no_key = HttpServer::open(options, echo);
  ASSERT_FALSE(no_key.has_value());
  EXPECT_EQ(no_key.error().code, ErrorCode::configuration);
  EXPECT_TRUE(no_key.error().hint.contains("server.tls.key"));
  options.certificate = "/does/not/exist.pem";
  EXPECT_TRUE(HttpServer::open(options, echo).error().hint.contains("server.tls.certificate"));
}

TEST(HttpServerOpen, RefusesAddressesThatAreNone) {
  for (const auto* const listen : {"", "127.0.0.1", "example.com:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x"}) {
    const auto server = HttpServer::open({.listen = listen}, echo);
    ASSERT_FALSE(server.has_value()) << listen;
    EXPECT_EQ(server.error().code, ErrorCode::configuration);
  }
}

TEST(HttpServerOpen, SaysThatAPortIsTaken) {
  const auto first = started();
  const auto second = HttpServer::open({.listen = first->address()}, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::configuration);
  EXPECT_TRUE(second.error().message.contains(first->address()));
  EXPECT_TRUE(second.error().hint.contains("port"));
}

}  // namespace
}  // namespace baryon::net
