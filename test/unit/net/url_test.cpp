#include "net/url.h"

#include <gtest/gtest.h>

namespace baryon::net {
namespace {

TEST(Url, OriginHoldsTheSchemesOwnPort) {
  EXPECT_EQ(origin_of("https://Git.Example.com/x")->authority(), "git.example.com:443");
  EXPECT_EQ(origin_of("http://git.example.com")->authority(), "git.example.com:80");
  EXPECT_EQ(origin_of("http://git.example.com:7990/x?y#z")->port, "7990");
  EXPECT_EQ(origin_of("http://[::1]:8080/")->host, "[::1]");
}

TEST(Url, OriginsDifferBySchemeHostAndPort) {
  EXPECT_EQ(*origin_of("https://a/x"), *origin_of("HTTPS://A:443/y"));
  EXPECT_NE(*origin_of("https://a/x"), *origin_of("http://a/x"));
  EXPECT_NE(*origin_of("https://a/x"), *origin_of("https://b/x"));
  EXPECT_NE(*origin_of("https://a/x"), *origin_of("https://a:444/x"));
}

TEST(Url, RefusesWhatIsNoHttpUrlWithoutRepeatingIt) {
  for (const auto* text : {"", "git.example.com", "ftp://a/", "file:///etc/passwd", "http://", "http:///x",
                           "http://a:99999/", "http://a:0/", "http://a b/", "http://us er:hunter2@a/"}) {
    const auto origin = origin_of(text);
    ASSERT_FALSE(origin) << text;
    EXPECT_EQ(origin.error().code, ErrorCode::invalid);
    EXPECT_FALSE(origin.error().text().contains("hunter2"));
  }
}

TEST(Url, ShowsNeitherQueryNorUserInformation) {
  EXPECT_EQ(shown_url("https://user:hunter2@git.example.com:8443/a%20b?token=hunter2#hunter2"),
            "https://git.example.com:8443/a%20b");
  EXPECT_EQ(shown_url("not a url with hunter2"), "(malformed URL)");
}

TEST(Url, SeesUserInformation) {
  EXPECT_TRUE(has_userinfo("https://user@a/"));
  EXPECT_TRUE(has_userinfo("https://user:password@a/"));
  EXPECT_FALSE(has_userinfo("https://a/x@y"));
}

TEST(Url, BaseAddressKeepsPortAndContextPath) {
  EXPECT_EQ(*parse_base_url("https://git.example.com"), "https://git.example.com");
  EXPECT_EQ(*parse_base_url("https://git.example.com/"), "https://git.example.com");
  EXPECT_EQ(*parse_base_url("http://git.example.com:7990/bitbucket//"), "http://git.example.com:7990/bitbucket");
}

TEST(Url, BaseAddressHoldsNothingThatWouldBeLostOrShown) {
  for (const auto* text : {"https://user:hunter2@a/", "https://a/?x=1", "https://a/#x", "a", "ssh://a"})
    EXPECT_FALSE(parse_base_url(text)) << text;
}

}  // namespace
}  // namespace baryon::net
