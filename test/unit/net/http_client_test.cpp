#include "net/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "unit/net/collected.h"
#include "unit/net/raw_server.h"

namespace baryon::net {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::Not;

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

}  // namespace
}  // namespace baryon::net
