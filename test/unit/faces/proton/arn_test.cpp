#include "faces/proton/arn.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "faces/proton/pattern.h"
#include "faces/proton/version_text.h"

namespace baryon::faces::proton {
namespace {

using registry::ResourceKey;
using registry::TemplateKind;

TEST(Arn, IsWrittenLikeAwsDoes) {
  EXPECT_EQ(to_arn({.template_key = {.kind = TemplateKind::environment, .name = "vpc"}}, "eu-west-1"),
            "arn:aws:proton:eu-west-1:000000000000:environment-template/vpc");
  EXPECT_EQ(to_arn({.template_key = {.kind = TemplateKind::service, .name = "web"},
                    .version = registry::VersionNumber{.major = 2, .minor = 10}},
                   "us-east-1"),
            "arn:aws:proton:us-east-1:000000000000:service-template/web:2.10");
}

TEST(Arn, IsReadWhateverItsPartitionRegionAndAccount) {
  for (const auto* const beginning : {"arn:aws:proton:us-east-1:000000000000:", "arn:aws-cn:proton:x:123456789012:",
                                      "arn:aws-us-gov:proton::999999999999:"}) {
    const auto resource = parse_arn(std::string(beginning) + "service-template/web:1.0");
    ASSERT_TRUE(resource.has_value()) << beginning;
    EXPECT_EQ(resource->template_key.kind, TemplateKind::service);
    EXPECT_EQ(resource->template_key.name, "web");
    EXPECT_EQ(resource->version, (registry::VersionNumber{.major = 1, .minor = 0}));
  }
}

TEST(Arn, OfAnythingElseIsNotRead) {
  for (const auto* const resource :
       {"environment/prod", "service-template", "service-template/", "service-template/-a", "service-template/a:1",
        "service-template/a:1.0.0", "service-template/a:1.", "service-template/a:01.0", "service-template/a:x.y",
        "service-template/a:", "service-template/a/b", "repository/github:o/r", "Service-template/a", ""})
    EXPECT_FALSE(parse_arn(std::string("arn:aws:proton:us-east-1:000000000000:") + resource).has_value()) << resource;
  for (const auto* const arn :
       {"", "arn", "arn:aws:s3:us-east-1:000000000000:service-template/a", "service-template/a"})
    EXPECT_FALSE(parse_arn(arn).has_value()) << arn;
}

RC_GTEST_PROP(Arn, IsReadBackAsWritten, ()) {
  const auto name = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("aZ09-_"))));
  RC_PRE(is_resource_name(name));
  ResourceKey key{
      .template_key = {.kind = *rc::gen::element(TemplateKind::environment, TemplateKind::service), .name = name}};
  if (*rc::gen::arbitrary<bool>())
    key.version = registry::VersionNumber{.major = *rc::gen::inRange<std::int64_t>(1, 1'000'000),
                                          .minor = *rc::gen::inRange<std::int64_t>(0, 1'000'000)};
  const auto arn = to_arn(key, "us-east-1");
  RC_ASSERT(is_arn(arn));
  const auto read = parse_arn(arn);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->template_key == key.template_key);
  RC_ASSERT(read->version == key.version);
}

TEST(VersionPart, IsANumberEvenWhereItDoesNotFit) {
  EXPECT_EQ(parse_version_part("0"), 0);
  EXPECT_EQ(parse_version_part("9223372036854775806"), 9223372036854775806);
  EXPECT_EQ(parse_version_part("99999999999999999999"), 9223372036854775807);
}

TEST(Region, IsTakenOnlyWhereItCanBeOne) {
  EXPECT_EQ(as_region("eu-west-1"), "eu-west-1");
  for (const auto* const text : {"", "EU", "eu:west", "eu west", "eu/west"}) EXPECT_FALSE(as_region(text)) << text;
  EXPECT_FALSE(as_region(std::string(33, 'a')));
}

}  // namespace
}  // namespace baryon::faces::proton
