#include <gtest/gtest.h>

#include "app/config_loader.h"
#include "unit/app/config_support.h"

// The environment variables of the sample that Baryon replaces, one by one. AWS_REGION is aws/region's.
namespace baryon::app {
namespace {

TEST(SampleNames, BitbucketSecret) {
  const auto config = parse("", {{"BITBUCKET_SECRET", "s3cret"}});
  ASSERT_EQ(config->bitbucket.secrets.size(), 1U);
  EXPECT_EQ(config->bitbucket.secrets[0].reveal(), "s3cret");
}

TEST(SampleNames, BitbucketServerUrl) {
  EXPECT_EQ(parse("", {{"BITBUCKET_SERVER_URL", "https://git.example.com:7990/bitbucket"}})->bitbucket.url,
            "https://git.example.com:7990/bitbucket");
}

TEST(SampleNames, BitbucketToken) {
  EXPECT_EQ(parse("", {{"BITBUCKET_TOKEN", "t0ken"}})->bitbucket.token.reveal(), "t0ken");
}

TEST(SampleNames, S3Bucket) { EXPECT_EQ(parse("", {{"S3BUCKET", "templates"}})->store.url, "s3://templates"); }

TEST(SampleNames, WebproxyHostAndPort) {
  EXPECT_EQ(parse("", {{"WEBPROXY_HOST", "proxy.example.com"}, {"WEBPROXY_PORT", "3128"}})->bitbucket.proxy.reveal(),
            "http://proxy.example.com:3128");
  EXPECT_TRUE(parse("", {{"WEBPROXY_HOST", ""}, {"WEBPROXY_PORT", ""}})->bitbucket.proxy.empty());
  EXPECT_FALSE(parse("", {{"WEBPROXY_HOST", "proxy.example.com"}}).has_value());
}

TEST(SampleNames, KeepVersions) {
  EXPECT_EQ(parse("", {})->store.keep_versions, 3U);
  EXPECT_EQ(parse("", {{"KEEP_VERSIONS", "9"}})->store.keep_versions, 9U);
  EXPECT_FALSE(parse("", {{"KEEP_VERSIONS", "none"}}).has_value());
}

TEST(SampleNames, ProtonEnvTemplate) {
  EXPECT_EQ(parse("", {{"PROTON_ENV_TEMPLATE", "vpc"}})->templates.root_environment_name, "vpc");
}

TEST(SampleNames, ProtonSvcTemplate) {
  EXPECT_EQ(parse("", {{"PROTON_SVC_TEMPLATE", "web"}})->templates.root_service_name, "web");
}

}  // namespace
}  // namespace baryon::app
