#include "registry/proton/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::registry::proton {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Endpoint, IsNamedByItsScheme) {
  EXPECT_TRUE(names_endpoint("proton+https://example.com"));
  EXPECT_TRUE(names_endpoint("proton+ftp://example.com"));  // which is then refused
  EXPECT_FALSE(names_endpoint("embedded"));
  EXPECT_FALSE(names_endpoint("https://example.com"));
}

TEST(Endpoint, NeedsOnlyAHost) {
  EXPECT_EQ(parse_endpoint("proton+https://example.com").value(),
            (Endpoint{.url = "https://example.com", .region = "us-east-1", .bucket = "objects"}));
  EXPECT_EQ(parse_endpoint("proton+https://example.com:8443/").value().url, "https://example.com:8443");
}

TEST(Endpoint, TakesWhatItsQuerySays) {
  EXPECT_EQ(parse_endpoint("proton+https://example.com?region=eu-west-1&bucket=shared-bundles&access_key=ID&"
                           "secret=file:/etc/baryon/key&ca_file=/etc/ssl/a%20b.pem")
                .value(),
            (Endpoint{.url = "https://example.com",
                      .region = "eu-west-1",
                      .bucket = "shared-bundles",
                      .access_key_id = "ID",
                      .secret_reference = "file:/etc/baryon/key",
                      .ca_file = "/etc/ssl/a b.pem"}));
}

TEST(Endpoint, IsReachedInClearOnlyOnThisMachine) {
  for (const auto* const host : {"127.0.0.1:8080", "localhost", "[::1]:8080"})
    EXPECT_TRUE(parse_endpoint(std::string("proton+http://") + host).has_value()) << host;
  for (const auto* const host : {"example.com", "10.0.0.1", "[fd00::1]", "127.0.0.1.example.com"})
    EXPECT_EQ(parse_endpoint(std::string("proton+http://") + host).error().code, ErrorCode::configuration) << host;
}

TEST(Endpoint, RefusesWhatItCannotUse) {
  for (const auto* const url : {"proton+", "proton+https://", "proton+ftp://example.com",
                                "proton+https://example.com/path", "proton+https://example.com?region",
                                "proton+https://example.com?region=", "proton+https://example.com?region=EU",
                                "proton+https://example.com?bucket=a", "proton+https://example.com?bucket=A_B",
                                "proton+https://example.com#part", "proton+https://example.com:99999",
                                "proton+https://example.com?access_key=ID", "proton+https://example.com?secret=env:X"})
    EXPECT_FALSE(parse_endpoint(url).has_value()) << url;
}

TEST(Endpoint, NamesTheParameterThatWasMeant) {
  const auto refused = parse_endpoint("proton+https://example.com?reqion=eu-west-1");
  EXPECT_THAT(refused.error().message, HasSubstr("'reqion'"));
  EXPECT_THAT(refused.error().hint, HasSubstr("'region'"));
  EXPECT_THAT(parse_endpoint("proton+https://example.com?colour=red").error().hint, HasSubstr("access_key"));
}

TEST(Endpoint, RefusesSecretsInTheUrlWithoutRepeatingThem) {
  for (const auto* const url : {"proton+https://example.com?access_key=ID&secret=hunter2",
                                "proton+https://ID:hunter2@example.com", "proton+http://u:hunter2@localhost"}) {
    const auto refused = parse_endpoint(url);
    ASSERT_FALSE(refused.has_value()) << url;
    EXPECT_THAT(refused.error().text(), Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace baryon::registry::proton
