#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <latch>
#include <stop_token>
#include <string>

#include "net/http_client.h"
#include "unit/net/collected.h"
#include "unit/net/raw_server.h"

namespace baryon::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

// What comes before the connection ends, and the kind of error that it must be.
struct BrokenAnswer {
  const char* name;
  std::string bytes;
  ErrorCode code;
  bool resets = false;
};

class HttpClientBroken : public ::testing::TestWithParam<BrokenAnswer> {};

TEST_P(HttpClientBroken, IsAnErrorWorthAnotherTry) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send(GetParam().bytes);
    if (GetParam().resets) peer.reset();
  });
  HttpClient client;
  Collected collected;
  for (const auto& answer :
       {client.download({.url = server.url()}, collected.sink), client.send({.url = server.url()})}) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, GetParam().code) << answer.error().text();
    EXPECT_TRUE(answer.error().retryable);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, HttpClientBroken,
    ::testing::Values(
        BrokenAnswer{"Nothing", "", ErrorCode::unavailable}, BrokenAnswer{"Reset", "", ErrorCode::unavailable, true},
        BrokenAnswer{"NoHttp", "220 smtp.example.com ready\r\n", ErrorCode::corrupt},
        BrokenAnswer{"ShorterThanContentLength", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                     ErrorCode::corrupt},
        BrokenAnswer{"ChunkCutShort", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                     ErrorCode::corrupt},
        BrokenAnswer{"NoTerminatingChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                     ErrorCode::corrupt},
        BrokenAnswer{"ResetInTheBody", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", ErrorCode::corrupt, true}),
    [](const auto& broken) { return broken.param.name; });

TEST(HttpClientFailure, TimesOutWaitingForTheFirstByte) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.stall();
  });
  HttpClient client({.first_byte_timeout = milliseconds(50)});
  const auto answer = client.send({.url = server.url("/slow?token=hunter2")});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_EQ(answer.error().message, "GET " + server.url("/slow") + ": no answer began within 50ms");
}

TEST(HttpClientFailure, TimesOutWhenTheBodyStalls) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    peer.stall();
  });
  HttpClient client({.stall_timeout = milliseconds(50)});
  Collected collected;
  const auto answer = client.download({.url = server.url()}, collected.sink);
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("the answer stalled: no byte for 50ms"));
  EXPECT_TRUE(answer.error().retryable);
  EXPECT_EQ(collected.bytes, "abc");
}

TEST(HttpClientFailure, TimesOutWhenTlsDoesNotBegin) {
  const RawServer server([](RawPeer& peer) { peer.stall(); });
  HttpClient client({.connect_timeout = milliseconds(50)});
  const auto answer = client.send({.url = "https://" + server.authority() + "/"});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("took longer than 50ms"));
  EXPECT_TRUE(answer.error().retryable);
}

TEST(HttpClientFailure, StopsAtOnce) {
  std::latch asked(1);
  const RawServer server([&](RawPeer& peer) {
    peer.read_request();
    asked.count_down();
    peer.stall();
  });
  std::stop_source stop;
  HttpClient client({.stop = stop.get_token()});
  auto answer = std::async(std::launch::async, [&] { return client.send({.url = server.url()}); });
  asked.wait();
  const auto start = std::chrono::steady_clock::now();
  stop.request_stop();
  const auto result = answer.get();
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(5));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(result.error().retryable);
  EXPECT_FALSE(client.send({.url = server.url()}));
}

TEST(HttpClientFailure, SaysThatNobodyListens) {
  int port = 0;
  {
    port = RawServer([](RawPeer&) {}).port();
  }
  HttpClient client;
  const auto answer = client.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("Connection refused"));
  EXPECT_TRUE(answer.error().retryable);
}

TEST(HttpClientFailure, SaysThatANameIsUnknown) {
  HttpClient client;
  const auto answer = client.send({.url = "http://nowhere.invalid/"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("nowhere.invalid:80 cannot be resolved"));
}

TEST(HttpClientFailure, RefusesWhatCannotBeSent) {
  HttpClient client;
  for (const auto& request :
       {ClientRequest{.url = "ftp://127.0.0.1/"}, ClientRequest{.url = "http://user:hunter2@127.0.0.1/"},
        ClientRequest{.url = "nonsense hunter2"},
        ClientRequest{.url = "http://127.0.0.1:1/", .headers = {{"X-Mine", "hunter2\r\nX-Evil: 1"}}},
        ClientRequest{.url = "http://127.0.0.1:1/", .headers = {{"X: Y", "hunter2"}}},
        ClientRequest{.url = "http://127.0.0.1:1/", .bearer = Secret("hunter2\n")}}) {
    const auto answer = client.send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::invalid);
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter2")));
  }
}

TEST(HttpClientFailure, TrustsOnlyTheConfiguredCertificate) {
  const TlsIdentity identity;
  const TlsIdentity stranger;
  const auto directory = std::filesystem::path(::testing::TempDir());
  const auto good = directory / ("ca-good-" + std::to_string(::getpid()));
  const auto bad = directory / ("ca-bad-" + std::to_string(::getpid()));
  identity.write_certificate(good);
  stranger.write_certificate(bad);
  const RawServer server([&](RawPeer& peer) {
    if (!peer.start_tls(identity)) return;
    peer.read_request();
    peer.send(http_answer("200 OK", "secure"));
  });
  const ClientRequest request{.url = "https://" + server.authority() + "/"};

  HttpClient trusting({.ca_file = good});
  const auto answer = trusting.send(request);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "secure");

  for (const auto& ca_file : {bad, std::filesystem::path()}) {
    HttpClient wary({.ca_file = ca_file, .trust_hint = "set the.ca_file"});
    const auto refused = wary.send(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::configuration);
    EXPECT_THAT(refused.error().message, HasSubstr("is not trusted"));
    EXPECT_EQ(refused.error().hint, "set the.ca_file");
    EXPECT_TRUE(refused.error().retryable);
  }
  HttpClient without({.ca_file = directory / "no-such-file"});
  const auto unreadable = without.send(request);
  ASSERT_FALSE(unreadable);
  EXPECT_EQ(unreadable.error().code, ErrorCode::configuration);
  EXPECT_THAT(unreadable.error().message, HasSubstr("no-such-file"));
  std::filesystem::remove(good);
  std::filesystem::remove(bad);
}

}  // namespace
}  // namespace baryon::net
