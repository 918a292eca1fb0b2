#include "faces/access.h"

#include <gtest/gtest.h>

#include <string>

#include "faces/html.h"
#include "faces/json_api.h"

namespace baryon::faces {
namespace {

using app::Role;

Role role_of(const Access& access, const std::string& authorization) {
  net::Request request;
  if (!authorization.empty()) request.headers.add("Authorization", authorization);
  return access.role_of(request);
}

Access two_tokens(Role anonymous) {
  return {anonymous,
          {{.name = "ci", .secret = Secret("viewer-token"), .role = Role::viewer},
           {.name = "ops", .secret = Secret("operator-token"), .role = Role::operator_}}};
}

TEST(Access, GivesTheRoleOfTheToken) {
  const auto access = two_tokens(Role::none);
  EXPECT_EQ(role_of(access, "Bearer viewer-token"), Role::viewer);
  EXPECT_EQ(role_of(access, "Bearer operator-token"), Role::operator_);
}

TEST(Access, GivesAnonymousCallersWhatIsConfigured) {
  EXPECT_EQ(role_of(two_tokens(Role::none), ""), Role::none);
  EXPECT_EQ(role_of(two_tokens(Role::viewer), ""), Role::viewer);
}

TEST(Access, GivesAWrongTokenNothing) {
  const auto access = two_tokens(Role::viewer);
  for (const auto* const authorization : {"Bearer wrong", "Bearer ", "Bearer", "Bearer viewer-token ",
                                          "Bearer viewer-toke", "Basic dmlld2VyLXRva2Vu", "viewer-token"})
    EXPECT_EQ(role_of(access, authorization), Role::none) << authorization;
}

TEST(Access, SaysWhatIsMissing) {
  const auto response = unauthorized();
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.headers.find("WWW-Authenticate"), "Bearer");
}

TEST(Html, EscapesWhatWouldBeMarkup) {
  EXPECT_EQ(escape_html("<script>alert(\"x\" & 'y')</script>"),
            "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;");
  EXPECT_EQ(escape_html("plain \xC3\xA4"), "plain \xC3\xA4");
}

TEST(Html, ForbidsScriptsAndForeignContent) {
  const auto page = html_page(200, "<b>", "<p>body</p>");
  EXPECT_TRUE(page.body.contains("<title>&lt;b&gt; - Baryon</title>"));
  EXPECT_TRUE(page.body.contains("<p>body</p>"));
  const auto policy = page.headers.find("Content-Security-Policy");
  ASSERT_TRUE(policy.has_value());
  EXPECT_TRUE(policy->contains("default-src 'none'"));
  EXPECT_FALSE(policy->contains("script-src"));
  EXPECT_EQ(page.headers.find("X-Content-Type-Options"), "nosniff");
}

TEST(ErrorResponse, MapsCodesAndKeepsTheMachineToItself) {
  const auto status = [](ErrorCode code) { return error_response({.code = code, .message = "x"}).status; };
  EXPECT_EQ(status(ErrorCode::invalid), 400);
  EXPECT_EQ(status(ErrorCode::not_found), 404);
  EXPECT_EQ(status(ErrorCode::conflict), 409);
  EXPECT_EQ(status(ErrorCode::unavailable), 503);
  EXPECT_EQ(status(ErrorCode::internal), 500);
  EXPECT_EQ(status(ErrorCode::corrupt), 500);
  const auto response = error_response(
      {.code = ErrorCode::unavailable, .message = "cannot open '/var/lib/x'", .hint = "chmod /var/lib/x"});
  EXPECT_FALSE(response.body.contains("/var")) << response.body;
}

}  // namespace
}  // namespace baryon::faces
