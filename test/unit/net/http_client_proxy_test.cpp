#include "net/http_client_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "net/http_client.h"
#include "unit/net/raw_server.h"

namespace baryon::net {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HttpClientProxy, GoesThroughAProxyWithItsCredentials) {
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

TEST(HttpClientProxy, ATunnelHidesTheTokenFromTheProxy) {
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

TEST(HttpClientProxy, SaysWhatTheProxyDid) {
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

TEST(HttpClientProxy, TimesOutWhenTheProxyDoesNotAnswerConnect) {
  const RawServer proxy([](RawPeer& peer) { peer.stall(); });
  HttpClient client({.proxy = Secret(proxy.url()), .connect_timeout = milliseconds(50)});
  const auto answer = client.send({.url = "https://git.example.com/"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_THAT(answer.error().message, HasSubstr("the proxy " + proxy.authority() + " took longer than 50ms"));
}

TEST(HttpClientProxy, NamesAProxyThatIsNotThere) {
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

TEST(HttpClientProxy, RefusesAProxyThatIsNoHttpProxy) {
  for (const auto* proxy : {"socks5://user:hunter2@127.0.0.1:1080", "http://", "http://user:hunter2@ho st:1"}) {
    HttpClient client({.proxy = Secret(proxy)});
    const auto answer = client.send({.url = "http://git.example.com/"});
    ASSERT_FALSE(answer) << proxy;
    EXPECT_EQ(answer.error().code, ErrorCode::configuration);
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("hunter2")));
  }
}

TEST(HttpClientProxy, IgnoresTheEnvironmentsProxies) {
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

TEST(HttpClientProxy, TakesHostAndPortWithoutAScheme) {
  EXPECT_EQ(parse_proxy(Secret("proxy.example.com:3128"))->url, "http://proxy.example.com:3128");
  EXPECT_EQ(parse_proxy(Secret("https://proxy.example.com"))->authority, "proxy.example.com:443");
  EXPECT_EQ(parse_proxy(Secret())->url, "");
}

}  // namespace
}  // namespace baryon::net
