#include "db/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "db/postgresql_options.h"

namespace baryon::db {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(DatabaseUrl, TellsTheDialect) {
  EXPECT_EQ(Url::parse("sqlite:/var/lib/baryon.db")->dialect(), Dialect::sqlite);
  EXPECT_EQ(Url::parse("sqlite:/var/lib/baryon.db")->path(), "/var/lib/baryon.db");
  EXPECT_EQ(Url::parse("postgresql://db.example.com/baryon")->dialect(), Dialect::postgresql);
  EXPECT_EQ(Url::parse("postgres://db.example.com/baryon")->dialect(), Dialect::postgresql);
}

TEST(DatabaseUrl, ShowsNoPassword) {
  EXPECT_EQ(Url::parse("postgresql://baryon:geheim@db.example.com:6432/main?sslmode=require")->shown(),
            "postgresql://baryon:***@db.example.com:6432/main?sslmode=require");
  EXPECT_EQ(Url::parse("postgresql://db/main?user=baryon&password=geheim")->shown(), "postgresql://baryon:***@db/main");
  EXPECT_THAT(Url::parse("postgresql://db/main?sslpassword=geheim")->shown(), Not(HasSubstr("geheim")));
  EXPECT_EQ(Url::parse("postgresql:///main")->shown(), "postgresql:///main");
  EXPECT_EQ(Url::parse("postgresql://[::1]:5432/main")->shown(), "postgresql://[::1]:5432/main");
}

TEST(DatabaseUrl, DoesNotRepeatWhatItRefuses) {
  for (const auto* const wrong : {"mysql://baryon:geheim@db/main", "postgresql://baryon:%geheim@db/main",
                                  "postgresql://baryon:geheim@db/main?no_such=1", "geheim", "sqlite:", ""}) {
    const auto parsed = Url::parse(wrong);
    ASSERT_FALSE(parsed.has_value()) << wrong;
    EXPECT_EQ(parsed.error().code, ErrorCode::configuration);
    EXPECT_THAT(parsed.error().text(), Not(HasSubstr("geheim")));
    EXPECT_FALSE(parsed.error().hint.empty());
  }
}

TEST(PostgresqlOptions, QuotesWhatPeopleWrote) {
  const auto options = postgresql_options("postgresql://u:it%27s%20%5C@h/d").value();
  EXPECT_THAT(connection_string(options), HasSubstr(R"(password='it\'s \\')"));
}

TEST(PostgresqlOptions, AddsDefaultsOnlyWhereNothingIsSaid) {
  EXPECT_THAT(connection_string(postgresql_options("postgresql://h/d").value()), HasSubstr("connect_timeout='3'"));
  const auto said = connection_string(postgresql_options("postgresql://h/d?connect_timeout=30").value());
  EXPECT_THAT(said, HasSubstr("connect_timeout='30'"));
  EXPECT_THAT(said, Not(HasSubstr("connect_timeout='3'")));
}

}  // namespace
}  // namespace baryon::db
