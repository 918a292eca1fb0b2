#include "net/proxy_environment.h"

#include <gtest/gtest.h>

#include "unit/aws/variables.h"

namespace baryon::net {
namespace {

using aws::variables;

std::string proxy(std::map<std::string, std::string> values, std::string_view url) {
  return std::string(proxy_of_environment(variables(std::move(values)), url).reveal());
}

TEST(ProxyEnvironment, FollowsTheScheme) {
  const std::map<std::string, std::string> both{{"HTTPS_PROXY", "http://s:1"}, {"http_proxy", "http://h:2"}};
  EXPECT_EQ(proxy(both, "https://example.com/x"), "http://s:1");
  EXPECT_EQ(proxy(both, "http://example.com/x"), "http://h:2");
  EXPECT_EQ(proxy({{"https_proxy", "p"}, {"HTTPS_PROXY", "q"}}, "https://example.com"), "p");
  EXPECT_EQ(proxy({{"all_proxy", "p"}}, "https://example.com"), "p");
  EXPECT_EQ(proxy({{"HTTP_PROXY", "p"}}, "http://example.com"), "") << "a CGI client may have set it";
  EXPECT_EQ(proxy({}, "https://example.com"), "");
  EXPECT_EQ(proxy({{"all_proxy", "p"}}, "not a url"), "");
}

TEST(ProxyEnvironment, ExceptsHostsOfNoProxy) {
  const auto is_exempt = [](const std::string& list, const std::string& url) {
    return proxy({{"all_proxy", "p"}, {"NO_PROXY", list}}, url).empty();
  };
  EXPECT_TRUE(is_exempt("*", "https://a"));
  EXPECT_TRUE(is_exempt("x, Example.com", "https://example.com:8443/"));
  EXPECT_TRUE(is_exempt(".example.com", "https://s3.example.com"));
  EXPECT_TRUE(is_exempt("example.com", "https://s3.EXAMPLE.com"));
  EXPECT_TRUE(is_exempt("10.0.0.0/8,::1", "http://10.2.3.4"));
  EXPECT_TRUE(is_exempt("10.0.0.0/8,::1", "http://[::1]:80"));
  EXPECT_FALSE(is_exempt("example.com", "https://notexample.com"));
  EXPECT_FALSE(is_exempt("s3.example.com", "https://example.com"));
  EXPECT_FALSE(is_exempt("10.0.0.0/8", "http://11.0.0.1"));
  EXPECT_FALSE(is_exempt(" , .", "https://example.com"));
}

}  // namespace
}  // namespace baryon::net
