#include "net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <latch>

#include "net/http_client_proxy.h"
#include "unit/net/raw_server.h"

namespace baryon::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Collects what a download hands over.
struct Collected {
  std::string bytes;
  BodySink sink = [this](ByteView piece) -> Result<void> {
    bytes += text_of(piece);
    return {};
  };
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(HttpClient, SendsMethodHeadersAndBodyAsTheyStand) {
  const Answering script(http_answer("201 Created", "made", "X-Thing: one\r\n"));
  const RawServer server(script);
  HttpClient client({.user_agent = "test/1"});
  const auto answer = client.send({.method = "POST",
                                   .url = server.url("/a%20b/../c?x=%2F"),
                                   .headers = {{"Content-Type", "application/json"}, {"X-Mine", "yes"}},
                                   .bearer = Secret("hunter2"),
                                   .body = "{}"});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body, "made");
  EXPECT_EQ(answer->headers.find("x-thing"), "one");
  ASSERT_EQ(script.requests().size(), 1);
  const auto request = script.requests()[0];
  EXPECT_TRUE(request.starts_with("POST /a%20b/../c?x=%2F HTTP/1.1\r\n")) << request;
  EXPECT_THAT(request, HasSubstr("\r\nUser-Agent: test/1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nX-Mine: yes\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAuthorization: Bearer hunter2\r\n"));
  EXPECT_EQ(count(request, "Content-Type"), 1);
  EXPECT_THAT(request, Not(HasSubstr("Expect")));
  EXPECT_TRUE(request.ends_with("\r\n\r\n{}"));
}

TEST(HttpClient, AddsNothingThatWasNotAskedFor) {
  const Answering script(http_answer("204 No Content", ""));
  const RawServer server(script);
  HttpClient client;
  ASSERT_TRUE(client.send({.method = "PUT", .url = server.url("/x"), .body = "bytes"}));
  const auto request = script.requests()[0];
  EXPECT_THAT(request, Not(HasSubstr("Authorization")));
  EXPECT_THAT(request, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(request, HasSubstr("\r\nUser-Agent: baryon/"));
}

TEST(HttpClient, SendsEveryMethod) {
  const Answering script("HTTP/1.1 204 No Content\r\n\r\n");
  const RawServer server(script);
  HttpClient client;
  for (const std::string method : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
    EXPECT_TRUE(client.send({.method = method, .url = server.url()})) << method;
  const auto requests = script.requests();
  ASSERT_EQ(requests.size(), 6);
  EXPECT_TRUE(requests[1].starts_with("HEAD / "));
  EXPECT_THAT(requests[2], HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_TRUE(requests[4].starts_with("DELETE / "));
}

TEST(HttpClient, UsesAConnectionAgain) {
  const Answering script(http_answer("200 OK", "x"));
  const RawServer server(script);
  HttpClient client;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client.send({.url = server.url()}));
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(script.requests().size(), 5);
}

TEST(HttpClient, SurvivesAConnectionThatTheServerClosedMeanwhile) {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send(http_answer("200 OK", "x"));  // keeps alive, it says, and closes
  });
  HttpClient client;
  for (int i = 0; i < 10; ++i) {
    const auto answer = client.send({.method = i % 2 == 0 ? "GET" : "POST", .url = server.url(), .body = "b"});
    ASSERT_TRUE(answer) << i << answer.error().text();
  }
  EXPECT_EQ(server.connections(), 10);
}

TEST(HttpClient, SendsABodyOfManyMegabytes) {
  std::string received;
  const RawServer server([&](RawPeer& peer) {
    received = peer.read_request();
    peer.send(http_answer("200 OK", "x"));
  });
  HttpClient client;
  const std::string body(8 * 1024 * 1024, 'b');
  ASSERT_TRUE(client.send({.method = "PUT", .url = server.url(), .body = body}));
  EXPECT_TRUE(received.ends_with("\r\n\r\n" + body));
}

/// A file with these bytes.
File file_with(std::string_view bytes) {
  auto file = File::create_unnamed(::testing::TempDir());
  EXPECT_TRUE(file && file->write(as_bytes(bytes)));
  return std::move(*file);
}

TEST(HttpClient, UploadsAPartOfAFile) {
  const Answering script(http_answer("200 OK", ""));
  const RawServer server(script);
  const std::string bytes = std::string(100, 'x') + std::string(3'000'000, 'y') + "z";
  const auto file = file_with(bytes);
  HttpClient client;
  ASSERT_TRUE(client.send(
      {.method = "PUT", .url = server.url(), .upload = FileRange{.file = &file, .offset = 100, .size = 3'000'000}}));
  const auto request = script.requests()[0];
  EXPECT_THAT(request.substr(0, 200), HasSubstr("\r\nContent-Length: 3000000\r\n"));
  EXPECT_TRUE(request.ends_with("\r\n\r\n" + bytes.substr(100, 3'000'000)));
}

TEST(HttpClient, UploadsAgainOnAConnectionThatTheServerClosedMeanwhile) {
  const RawServer server([](RawPeer& peer) {
    if (const auto request = peer.read_request(); !request.empty())
      peer.send(http_answer("200 OK", request.substr(request.size() - 4)));
  });
  const auto file = file_with("body");
  HttpClient client;
  for (int i = 0; i < 3; ++i) {
    const auto answer =
        client.send({.method = "PUT", .url = server.url(), .upload = FileRange{.file = &file, .offset = 0, .size = 4}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->body, "body");
  }
}

TEST(HttpClient, UploadsAnEmptyFile) {
  const Answering script(http_answer("200 OK", ""));
  const RawServer server(script);
  const auto file = file_with("");
  HttpClient client;
  ASSERT_TRUE(
      client.send({.method = "PUT", .url = server.url(), .upload = FileRange{.file = &file, .offset = 0, .size = 0}}));
  EXPECT_THAT(script.requests()[0], HasSubstr("\r\nContent-Length: 0\r\n"));
}

TEST(HttpClient, AFileThatBecameShorterEndsTheUpload) {
  const RawServer server([](RawPeer& peer) { peer.stall(); });
  const auto file = file_with("short");
  HttpClient client;
  const auto answer =
      client.send({.method = "PUT", .url = server.url(), .upload = FileRange{.file = &file, .offset = 0, .size = 6}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::corrupt);
}

TEST(HttpClient, AnAnswerBeforeTheUploadsEndIsTaken) {
  const RawServer server([](RawPeer& peer) {
    peer.send(http_answer("403 Forbidden", "no", "Connection: close\r\n"));
    peer.stall();  // closing with bytes unread would reset the connection, and the answer could get lost
  });
  const auto file = file_with(std::string(8'000'000, 'x'));
  HttpClient client;
  const auto answer = client.send(
      {.method = "PUT", .url = server.url(), .upload = FileRange{.file = &file, .offset = 0, .size = 8'000'000}});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 403);
}

TEST(HttpClient, TellsTheHeadOfADownloadBeforeItsBody) {
  const RawServer server(Answering(http_answer("206 Partial Content", "body", "ETag: e\r\n")));
  HttpClient client;
  Collected collected;
  std::string seen;
  ASSERT_TRUE(client.download({.url = server.url()}, collected.sink, [&](const Response& head) -> Result<void> {
    seen = std::to_string(head.status) + std::string(head.headers.find("ETag").value_or("")) + collected.bytes;
    return {};
  }));
  EXPECT_EQ(seen, "206e");
  EXPECT_EQ(collected.bytes, "body");
  const auto refused = client.download({.url = server.url()}, collected.sink, [](const Response&) -> Result<void> {
    return fail(ErrorCode::conflict, "another one");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "another one");
  EXPECT_EQ(collected.bytes, "body");
}

TEST(HttpClient, ServesManyThreads) {
  const Answering script(http_answer("200 OK", "x"));
  const RawServer server(script);
  HttpClient client;
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) good += client.send({.url = server.url()}).has_value() ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 80);
}

TEST(HttpClient, EveryStatusIsAValue) {
  for (const auto* status : {"301 Moved", "400 Bad", "401 No", "404 Gone", "429 Slow", "500 Oops", "503 Later"}) {
    const Answering script(http_answer(status, "why"));
    const RawServer server(script);
    HttpClient client;
    const auto answer = client.send({.url = server.url()});
    ASSERT_TRUE(answer) << status;
    EXPECT_EQ(std::to_string(answer->status), std::string_view(status).substr(0, 3));
    EXPECT_EQ(answer->body, "why");
  }
}

TEST(HttpClient, SkipsInterimAnswers) {
  const Answering script("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + http_answer("200 OK", "x"));
  const RawServer server(script);
  HttpClient client;
  const auto answer = client.send({.url = server.url()});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 200);
  EXPECT_FALSE(answer->headers.find("X-Early"));
}

TEST(HttpClient, DownloadsInPieces) {
  const std::string body(3 * 1024 * 1024, 'b');
  const RawServer server(Answering(http_answer("200 OK", body)));
  HttpClient client;
  std::size_t pieces = 0;
  std::size_t bytes = 0;
  const auto answer = client.download({.url = server.url()}, [&](ByteView piece) -> Result<void> {
    ++pieces;
    bytes += piece.size();
    return {};
  });
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(bytes, body.size());
  EXPECT_GT(pieces, 1);
  EXPECT_TRUE(answer->body.empty());
}

TEST(HttpClient, ReadsChunks) {
  const RawServer server(
      Answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  HttpClient client;
  Collected collected;
  ASSERT_TRUE(client.download({.url = server.url()}, collected.sink));
  EXPECT_EQ(collected.bytes, "abcde");
}

TEST(HttpClient, DownloadKeepsAnErrorsBodyFromTheSink) {
  const RawServer server(Answering(http_answer("404 Not Found", "no such commit")));
  HttpClient client;
  Collected collected;
  const auto answer = client.download({.url = server.url()}, collected.sink);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "no such commit");
  EXPECT_EQ(collected.bytes, "");
}

TEST(HttpClient, DownloadTakesOnlyTheBeginningOfALongErrorBody) {
  const RawServer server(Answering(http_answer("500 Oops", std::string(1024 * 1024, 'e'))));
  HttpClient client;
  Collected collected;
  const auto answer = client.download({.url = server.url()}, collected.sink);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body.size(), 64 * kib);
}

TEST(HttpClient, ASinksErrorEndsTheTransferAndComesBack) {
  const RawServer server(Answering(http_answer("200 OK", std::string(1024 * 1024, 'b'))));
  HttpClient client;
  const auto answer = client.download({.url = server.url()}, [](ByteView) -> Result<void> {
    return fail_for_now(ErrorCode::unavailable, "disk full");
  });
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "disk full");
  EXPECT_TRUE(answer.error().retryable);
}

TEST(HttpClient, RefusesABodyOverTheLimit) {
  const RawServer server(Answering(http_answer("200 OK", std::string(2000, 'b'))));
  HttpClient client;
  ASSERT_TRUE(client.send({.url = server.url(), .max_answer = 2000}));
  const auto sent = client.send({.url = server.url("/big?token=hunter2"), .max_answer = 1999});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::too_large);
  EXPECT_FALSE(sent.error().retryable);
  EXPECT_EQ(sent.error().message, "GET " + server.url("/big") + ": the answer's body is larger than 1999");
  Collected collected;
  const auto downloaded = client.download({.url = server.url(), .max_answer = 1999}, collected.sink);
  ASSERT_FALSE(downloaded);
  EXPECT_EQ(downloaded.error().code, ErrorCode::too_large);
}

TEST(HttpClient, RefusesAnEndlessHeader) {
  std::string answer = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 200; ++i) answer += "X-Filler: " + std::string(1000, 'f') + "\r\n";
  const RawServer server(Answering(answer + "Content-Length: 0\r\n\r\n"));
  HttpClient client;
  const auto sent = client.send({.url = server.url()});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::too_large);
}

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

TEST(HttpClient, FollowsRedirectsToTheSameOrigin) {
  const RawServer server([](RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      EXPECT_THAT(request, HasSubstr("Authorization: Bearer hunter2"));
      peer.send(request.starts_with("GET /three ") ? http_answer("200 OK", "there")
                : request.starts_with("GET /two ") ? http_answer("307 Moved", "", "Location: three\r\n")
                                                   : http_answer("302 Found", "", "Location: /two\r\n"));
    }
  });
  HttpClient client;
  const auto answer = client.send({.url = server.url("/one"), .bearer = Secret("hunter2")});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "there");
}

TEST(HttpClient, EndsALoopOfRedirects) {
  const Answering script(http_answer("302 Found", "", "Location: /again\r\n"));
  const RawServer server(script);
  HttpClient client;
  const auto answer = client.send({.url = server.url()});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("more than 3 times"));
  EXPECT_EQ(script.requests().size(), 4);
}

TEST(HttpClient, NeverFollowsToAnotherHostPortOrScheme) {
  const Answering other_script(http_answer("200 OK", "stolen"));
  const RawServer other(other_script);
  for (const std::string& target :
       {other.url("/login?token=hunter3"), std::string("https://127.0.0.1:1/x?token=hunter3"),
        std::string("http://elsewhere.invalid/x?token=hunter3"), std::string("ftp://127.0.0.1/x")}) {
    const RawServer server(Answering(http_answer("302 Found", "", "Location: " + target + "\r\n")));
    HttpClient client;
    Collected collected;
    const auto answer = client.download({.url = server.url("/archive"), .bearer = Secret("hunter2")}, collected.sink);
    ASSERT_FALSE(answer) << target;
    EXPECT_EQ(answer.error().code, ErrorCode::configuration);
    EXPECT_TRUE(answer.error().retryable);
    EXPECT_THAT(answer.error().text(), HasSubstr(target.substr(0, target.find('?'))));
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter")));
  }
  EXPECT_EQ(other.connections(), 0);
}

TEST(HttpClient, DoesNotTurnAPostIntoAGet) {
  const Answering script(http_answer("302 Found", "login", "Location: /login\r\n"));
  const RawServer server(script);
  HttpClient client;
  const auto answer = client.send({.method = "POST", .url = server.url(), .body = "x"});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(script.requests().size(), 1);
}

TEST(HttpClient, TimesOutWaitingForTheFirstByte) {
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

TEST(HttpClient, TimesOutWhenTheBodyStalls) {
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

TEST(HttpClient, TimesOutWhenTlsDoesNotBegin) {
  const RawServer server([](RawPeer& peer) { peer.stall(); });
  HttpClient client({.connect_timeout = milliseconds(50)});
  const auto answer = client.send({.url = "https://" + server.authority() + "/"});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("took longer than 50ms"));
  EXPECT_TRUE(answer.error().retryable);
}

TEST(HttpClient, StopsAtOnce) {
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

TEST(HttpClient, SaysThatNobodyListens) {
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

TEST(HttpClient, SaysThatANameIsUnknown) {
  HttpClient client;
  const auto answer = client.send({.url = "http://nowhere.invalid/"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("nowhere.invalid:80 cannot be resolved"));
}

TEST(HttpClient, RefusesWhatCannotBeSent) {
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

TEST(HttpClient, TrustsOnlyTheConfiguredCertificate) {
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

TEST(HttpClient, GoesThroughAProxyWithItsCredentials) {
  const Answering script(http_answer("200 OK", "proxied"));
  const RawServer proxy(script);
  HttpClient client({.proxy = Secret("http://user:p%40ss@" + proxy.authority())});
  const auto answer = client.send({.url = "http://somewhere.invalid/x"});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "proxied");
  const auto request = script.requests()[0];
  EXPECT_TRUE(request.starts_with("GET http://somewhere.invalid/x HTTP/1.1\r\n")) << request;
  EXPECT_THAT(request, HasSubstr("\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n"));  // user:p@ss
}

TEST(HttpClient, ATunnelHidesTheTokenFromTheProxy) {
  const TlsIdentity identity;
  const auto ca_file = std::filesystem::path(::testing::TempDir()) / ("ca-proxy-" + std::to_string(::getpid()));
  identity.write_certificate(ca_file);
  const RawServer proxy([&](RawPeer& peer) {
    const auto connect = peer.read_request();
    EXPECT_TRUE(connect.starts_with("CONNECT 127.0.0.1:1 HTTP/1.1\r\n")) << connect;
    EXPECT_THAT(connect, Not(HasSubstr("hunter2")));
    peer.send("HTTP/1.1 200 Connection established\r\nX-From: proxy\r\n\r\n");
    ASSERT_TRUE(peer.start_tls(identity));
    EXPECT_THAT(peer.read_request(), HasSubstr("Authorization: Bearer hunter2"));
    peer.send(http_answer("200 OK", "tunnelled"));
  });
  HttpClient client({.proxy = Secret(proxy.url()), .ca_file = ca_file});
  const auto answer = client.send({.url = "https://127.0.0.1:1/", .bearer = Secret("hunter2")});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body, "tunnelled");
  EXPECT_FALSE(answer->headers.find("X-From"));
  std::filesystem::remove(ca_file);
}

TEST(HttpClient, SaysWhatTheProxyDid) {
  struct Case {
    const char* status;
    const char* user;
    const char* says;
    ErrorCode code;
  };
  for (const auto& [status, user, says, code] :
       {Case{"407 Proxy Authentication Required", "", "asks for credentials (407)", ErrorCode::configuration},
        Case{"407 Proxy Authentication Required", "user:hunter2@", "refused the credentials (407)",
             ErrorCode::configuration},
        Case{"403 Forbidden", "", "would not connect (403)", ErrorCode::configuration},
        Case{"503 Service Unavailable", "", "would not connect (503)", ErrorCode::unavailable}}) {
    const RawServer proxy(Answering(http_answer(status, "no")));
    HttpClient client(
        {.proxy = Secret("http://" + std::string(user) + proxy.authority()), .proxy_hint = "set the.proxy"});
    const auto answer = client.send({.url = "https://git.example.com/x?token=hunter3"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code) << answer.error().text();
    EXPECT_TRUE(answer.error().retryable);
    EXPECT_THAT(answer.error().message, HasSubstr("the proxy " + proxy.authority() + " " + says));
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter")));
    if (code == ErrorCode::configuration) {
      EXPECT_EQ(answer.error().hint, "set the.proxy");
    }
  }
  const RawServer proxy(Answering(http_answer("407 Proxy Authentication Required", "no")));
  HttpClient plain({.proxy = Secret(proxy.authority())});
  const auto answer = plain.send({.url = "http://git.example.com/"});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("asks for credentials (407)"));
}

TEST(HttpClient, TimesOutWhenTheProxyDoesNotAnswerConnect) {
  const RawServer proxy([](RawPeer& peer) { peer.stall(); });
  HttpClient client({.proxy = Secret(proxy.url()), .connect_timeout = milliseconds(50)});
  const auto answer = client.send({.url = "https://git.example.com/"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("the proxy " + proxy.authority() + " took longer than 50ms"));
}

TEST(HttpClient, NamesAProxyThatIsNotThere) {
  int port = 0;
  {
    port = RawServer([](RawPeer&) {}).port();
  }
  HttpClient client({.proxy = Secret("user:hunter2@127.0.0.1:" + std::to_string(port))});
  const auto answer = client.send({.url = "http://git.example.com/"});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("cannot connect to the proxy 127.0.0.1:" + std::to_string(port)));
  EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter2")));
}

TEST(HttpClient, RefusesAProxyThatIsNoHttpProxy) {
  for (const auto* proxy : {"socks5://user:hunter2@127.0.0.1:1080", "http://", "http://user:hunter2@ho st:1"}) {
    HttpClient client({.proxy = Secret(proxy)});
    const auto answer = client.send({.url = "http://git.example.com/"});
    ASSERT_FALSE(answer) << proxy;
    EXPECT_EQ(answer.error().code, ErrorCode::configuration);
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter2")));
  }
}

TEST(HttpClient, IgnoresTheEnvironmentsProxies) {
  const RawServer server(Answering(http_answer("200 OK", "direct")));
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("all_proxy", "http://127.0.0.1:1", 1);
  HttpClient client;
  const auto direct = client.send({.url = server.url()});
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
  EXPECT_TRUE(direct);

  const RawServer proxy(Answering(http_answer("200 OK", "proxied")));
  ::setenv("no_proxy", "*", 1);
  HttpClient proxied({.proxy = Secret(proxy.url())});
  const auto through = proxied.send({.url = server.url()});
  ::unsetenv("no_proxy");
  ASSERT_TRUE(through);
  EXPECT_EQ(through->body, "proxied");
}

TEST(HttpClient, TellsItsObserverOfEveryExchange) {
  const RawServer server([](RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      if (request.starts_with("GET /broken")) return;
      peer.send(request.starts_with("GET /moved") ? http_answer("302 Found", "", "Location: /x\r\n")
                                                  : http_answer("404 Not Found", ""));
    }
  });
  std::vector<int> seen;
  HttpClient client({.observer = [&](int status, std::chrono::nanoseconds took) {
    seen.push_back(status);
    EXPECT_GT(took.count(), 0);
  }});
  EXPECT_TRUE(client.send({.url = server.url("/moved")}));
  EXPECT_FALSE(client.send({.url = server.url("/broken")}));
  EXPECT_EQ(seen, (std::vector<int>{302, 404, 0}));
}

TEST(RetryAfter, ReadsSecondsAndDates) {
  const auto after = [](const char* value) { return retry_after({{"Retry-After", value}}); };
  EXPECT_EQ(after("7"), seconds(7));
  EXPECT_EQ(after("0"), seconds(0));
  EXPECT_EQ(after("007"), seconds(7));
  EXPECT_EQ(after("99999999999999999999999"), seconds(3600));
  EXPECT_EQ(after("Wed, 21 Oct 2015 07:28:00 GMT"), seconds(0));
  EXPECT_EQ(after("Fri, 31 Dec 2100 23:59:59 GMT"), seconds(3600));
  EXPECT_FALSE(after("soon"));
  EXPECT_FALSE(after(""));
  EXPECT_FALSE(retry_after({}));
}

TEST(HttpClientProxy, TakesHostAndPortWithoutAScheme) {
  EXPECT_EQ(parse_proxy(Secret("proxy.example.com:3128"))->url, "http://proxy.example.com:3128");
  EXPECT_EQ(parse_proxy(Secret("https://proxy.example.com"))->authority, "proxy.example.com:443");
  EXPECT_EQ(parse_proxy(Secret())->url, "");
}

}  // namespace
}  // namespace baryon::net
