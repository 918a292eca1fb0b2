#include "bundle/bundle_root.h"

#include <gtest/gtest.h>

#include <string>

#include "bundle/scan.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using test::gzip;
using test::SampleRepository;
using test::TarBuilder;

Result<std::string> root_of(const TarBuilder& tar) {
  auto file = test::spool(gzip(tar.end()));
  return find_bundle_root(file, {});
}

std::string found(const TarBuilder& tar) {
  const auto root = root_of(tar);
  return root ? "'" + *root + "'" : root.error().text();
}

TEST(BundleRoot, IsFoundHoweverTheArchiveWasMade) {
  EXPECT_EQ(found(TarBuilder().file("schema/schema.yaml").file("infrastructure/manifest.yaml")), "''");
  EXPECT_EQ(found(TarBuilder().directory("./").file("./schema/schema.yaml")), "''");
  EXPECT_EQ(found(TarBuilder().file("/schema/schema.yaml")), "''");
  EXPECT_EQ(found(TarBuilder().directory("/").file("//schema/schema.yaml")), "''");
  EXPECT_EQ(found(TarBuilder().file("vpc/schema/schema.yaml").file("README.md")), "'vpc'");
  EXPECT_EQ(found(TarBuilder().file("./a/vpc/v1/schema/schema.yaml")), "'a/vpc/v1'");
  EXPECT_EQ(found(TarBuilder().file("/vpc/schema/schema.yaml")), "'vpc'");
}

TEST(BundleRoot, IsTheOuterOneOfTwo) {
  EXPECT_EQ(found(TarBuilder().file("vpc/infrastructure/x/schema/schema.yaml").file("vpc/schema/schema.yaml")),
            "'vpc'");
  EXPECT_EQ(found(TarBuilder().file("vpc/schema/schema.yaml").file("schema/schema.yaml")), "''");
}

TEST(BundleRoot, IsNotGuessedAmongSeveral) {
  for (const auto& tar : {TarBuilder().file("a/schema/schema.yaml").file("b/schema/schema.yaml"),
                          TarBuilder().file("vpc/schema/schema.yaml").file("vpc2/schema/schema.yaml")}) {
    const auto root = root_of(tar);
    ASSERT_FALSE(root.has_value());
    EXPECT_EQ(root.error().code, ErrorCode::invalid);
    EXPECT_TRUE(root.error().message.contains("several bundles")) << root.error().message;
  }
}

TEST(BundleRoot, NeedsASchema) {
  for (const auto& tar :
       {TarBuilder().file("infrastructure/manifest.yaml"), TarBuilder().file("my-schema/schema.yaml"),
        TarBuilder().file("schema/schema.yml"), TarBuilder().directory("schema/schema.yaml/"), TarBuilder()}) {
    const auto root = root_of(tar);
    ASSERT_FALSE(root.has_value());
    EXPECT_EQ(root.error().code, ErrorCode::invalid);
    EXPECT_TRUE(root.error().message.contains("schema/schema.yaml")) << root.error().message;
  }
}

TEST(BundleRoot, StillRefusesNamesThatLeadOutOfTheArchive) {
  for (const auto* const name : {"../schema/schema.yaml", "/../schema/schema.yaml", "a/../../schema/schema.yaml"})
    EXPECT_TRUE(found(TarBuilder().file(name)).contains("..")) << name;
}

/// A bundle by hand has the digest that a push of the same files has.
TEST(BundleRoot, LeadsToTheSameDigestAsAPush) {
  const auto pushed = test::scan_of(SampleRepository().environment("templates/vpc/v3"));
  ASSERT_EQ(pushed.bundles.size(), 1U);
  const auto files = SampleRepository().environment("x").files;
  for (const std::string beginning : {"", "./", "/", "made/by/hand/"}) {
    TarBuilder tar;
    for (const auto& [path, content] : files) tar.file(beginning + path.substr(2), content);
    if (beginning.size() > 2) tar.file("beside.txt");
    auto archive = test::spool(gzip(tar.end()));
    const auto root = find_bundle_root(archive, {});
    ASSERT_TRUE(root.has_value()) << root.error().text();
    const auto scanned = scan(archive, {},
                              {.root_names = {},
                               .scratch_directory = std::filesystem::temp_directory_path(),
                               .root = *root,
                               .absolute_names = archive::AbsoluteNames::strip,
                               .prefix = "vpc/v3/"});
    ASSERT_TRUE(scanned.has_value()) << scanned.error().text();
    ASSERT_EQ(scanned->bundles.size(), 1U) << beginning;
    EXPECT_EQ(scanned->bundles[0].template_name, "vpc");
    EXPECT_EQ(scanned->bundles[0].major, 3);
    EXPECT_EQ(scanned->bundles[0].digest, pushed.bundles[0].digest) << beginning;
  }
}

}  // namespace
}  // namespace baryon::bundle
