#include "bundle/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bundle/quota.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using test::SampleRepository;
using test::scan_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> found(const Scan& scan) {
  std::vector<std::string> names;
  for (const auto& bundle : scan.bundles)
    names.push_back(
        fmt::format("{} {} v{} in {}", to_string(bundle.kind), bundle.template_name, bundle.major, bundle.directory));
  return names;
}

std::vector<std::string> refused(const Scan& scan) {
  std::vector<std::string> texts;
  for (const auto& refusal : scan.refusals)
    texts.push_back(
        fmt::format("{} v{} in {}: {}", refusal.template_name, refusal.major, refusal.directory, refusal.reason()));
  return texts;
}

/// The only refusal of a repository in which nothing else is wrong.
Refusal only_refusal(const SampleRepository& repository) {
  const auto scan = scan_of(repository);
  EXPECT_THAT(found(scan), IsEmpty());
  EXPECT_EQ(scan.refusals.size(), 1U);
  return scan.refusals.empty() ? Refusal{} : scan.refusals[0];
}

TEST(Scan, FindsEnvironmentAndServiceTemplates) {
  const auto scan = scan_of(SampleRepository()
                                .environment("environments/vpc/v1")
                                .service("a/b/c/web/v2")
                                .file("README.md")
                                .file("a/b/c/web/spec/spec.yaml"));
  EXPECT_THAT(found(scan), ElementsAre("environment vpc v1 in environments/vpc/v1", "service web v2 in a/b/c/web/v2"));
  EXPECT_THAT(refused(scan), IsEmpty());
  EXPECT_EQ(scan.entries, 9U);
  const auto& service = scan.bundles[1];
  EXPECT_THAT(service.compatible_environments, ElementsAre(CompatibleEnvironment{"vpc", 1}));
  EXPECT_EQ(service.schema, test::service_schema);
  EXPECT_EQ(service.engine, "cloudformation");
  ASSERT_EQ(service.files.size(), 4U);
  EXPECT_EQ(service.files[0].path, ".template-registration.yaml");
  EXPECT_EQ(service.files[1].path, "instance_infrastructure/cloudformation.yaml");
  EXPECT_EQ(service.files[2].path, "instance_infrastructure/manifest.yaml");
  EXPECT_EQ(service.files[3].path, "schema/schema.yaml");
  EXPECT_EQ(service.files[3].sha256, sha256(test::service_schema));
  EXPECT_EQ(service.digest.size(), 64U);
}

TEST(Scan, SortsMajorsAsNumbers) {
  const auto scan = scan_of(SampleRepository().environment("vpc/v10").environment("vpc/v9").environment("vpc/v1"));
  EXPECT_THAT(found(scan), ElementsAre("environment vpc v1 in vpc/v1", "environment vpc v9 in vpc/v9",
                                       "environment vpc v10 in vpc/v10"));
}

TEST(Scan, KeepsTheBytesOfAFileInTheScratchFile) {
  const auto content = test::noise(700'000);
  const auto scan = scan_of(SampleRepository().environment("vpc/v1").file("vpc/v1/infrastructure/a.zip", content));
  const auto& file = scan.bundles.at(0).files.at(0);
  EXPECT_EQ(file.path, "infrastructure/a.zip");
  std::string bytes(file.size, '\0');
  ASSERT_TRUE(scan.scratch.read_at(file.offset, reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()));
  EXPECT_EQ(bytes, content);
}

TEST(Scan, TellsTheCommitOfTheArchive) {
  const auto tar = SampleRepository().environment("vpc/v1").tar();
  const auto commit = std::string(40, 'c');
  const auto packed = test::gzip(test::TarBuilder().pax({{"comment", commit}}, 'g').raw(tar.open_end()).end());
  EXPECT_EQ(test::scan_bytes(packed).value().commit, commit);
}

TEST(Scan, TakesTheGivenNameForAVersionAtTheRoot) {
  EXPECT_THAT(found(scan_of(SampleRepository().environment("v1").environment("v2"), "slug")),
              ElementsAre("environment slug v1 in v1", "environment slug v2 in v2"));
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("v1"), "my.repo")),
              ElementsAre("my.repo v1 in v1: 'my.repo' cannot be a template's name"));
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("v1"), "")),
              ElementsAre(" v1 in v1: '' cannot be a template's name"));
}

TEST(Scan, PassesOverVersionDirectoriesThatAreNoTemplates) {
  const auto scan = scan_of(SampleRepository()
                                .file("api/v1/types.go")
                                .file("api/v1/schema")  // a file, not a directory
                                .file("docs/v2/index.md")
                                .environment("vpc/v1"));
  EXPECT_THAT(found(scan), ElementsAre("environment vpc v1 in vpc/v1"));
  EXPECT_THAT(refused(scan), IsEmpty());
  EXPECT_THAT(scan.passed_over, ElementsAre("api/v1", "docs/v2"));
}

TEST(Scan, TakesTheOutermostOfNestedTemplates) {
  const auto scan = scan_of(
      SampleRepository().environment("vpc/v1").environment("vpc/v1/infrastructure/modules/v2").file("vpc/v1/x/v3/y"));
  EXPECT_THAT(found(scan), ElementsAre("environment vpc v1 in vpc/v1"));
  EXPECT_EQ(scan.bundles[0].files.size(), 7U);
  EXPECT_THAT(scan.passed_over, IsEmpty());
}

TEST(Scan, FindsTemplatesBelowAVersionDirectoryThatIsNone) {
  EXPECT_THAT(found(scan_of(SampleRepository().environment("v2/environments/vpc/v1").service("v2/services/web/v1"))),
              ElementsAre("environment vpc v1 in v2/environments/vpc/v1", "service web v1 in v2/services/web/v1"));
}

TEST(Scan, KnowsNestedTemplatesInAnyOrderOfEntries) {
  // The inner schema comes first; only later does the outer directory turn out to be a template.
  const auto inner = SampleRepository().environment("vpc/v1/a/b/v2").tar().open_end();
  const auto outer = SampleRepository().environment("vpc/v1").tar().open_end();
  EXPECT_THAT(found(test::scan_bytes(test::gzip(test::TarBuilder().raw(inner).raw(outer).end())).value()),
              ElementsAre("environment vpc v1 in vpc/v1"));
}

TEST(Scan, LetsTheGoodTemplatesThrough) {
  const auto scan = scan_of(
      SampleRepository().environment("good/v1").environment("bad/v1").file("bad/v1/schema/schema.yaml", "schema: ["));
  EXPECT_THAT(found(scan), ElementsAre("environment good v1 in good/v1"));
  ASSERT_EQ(scan.refusals.size(), 1U);
  EXPECT_EQ(scan.refusals[0].directory, "bad/v1");
  EXPECT_THAT(scan.refusals[0].reason(), HasSubstr("schema/schema.yaml:"));
}

TEST(Scan, NeedsARegistrationFileForServices) {
  EXPECT_EQ(only_refusal(SampleRepository().service("web/v1").without("web/v1/.template-registration.yaml")).reason(),
            ".template-registration.yaml is missing");
}

TEST(Scan, PrefersTheNewerRegistrationFile) {
  const auto scan = scan_of(SampleRepository().service("web/v1").file("web/v1/.compatible-envs", "other:9\n"));
  EXPECT_THAT(scan.bundles.at(0).compatible_environments, ElementsAre(CompatibleEnvironment{"vpc", 1}));
}

TEST(Scan, RefusesSymbolicLinksInABundleOnly) {
  const auto good = SampleRepository().environment("good/v1").environment("bad/v1").tar();
  const auto scan = test::scan_bytes(test::gzip(test::TarBuilder()
                                                    .raw(good.open_end())
                                                    .link("bad/v1/infrastructure/main.tf", "../../../good/v1/main.tf")
                                                    .link("link", "good")
                                                    .end()))
                        .value();
  EXPECT_THAT(found(scan), ElementsAre("environment good v1 in good/v1"));
  EXPECT_THAT(refused(scan), ElementsAre("bad v1 in bad/v1: infrastructure/main.tf: is a symbolic link"));
}

TEST(Scan, TakesNamesThatDifferOnlyInCaseOutsideOfBundles) {
  EXPECT_EQ(scan_of(SampleRepository().environment("vpc/v1").file("a").file("A")).bundles.size(), 1U);
}

TEST(Scan, RefusesATemplateInTwoPlaces) {
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("a/x/v1").environment("b/x/v1").environment("c/y/v1"))),
              ElementsAre("x v1 in a/x/v1: template 'x' lies in two places: a/x/v1 and b/x/v1",
                          "x v1 in b/x/v1: template 'x' lies in two places: a/x/v1 and b/x/v1"));
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("a/x/v1").environment("b/x/v2"))),
              ElementsAre("x v1 in a/x/v1: template 'x' lies in two places: a/x and b/x",
                          "x v2 in b/x/v2: template 'x' lies in two places: a/x and b/x"));
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("x/v1").environment("v2"), "x")),
              ElementsAre("x v2 in v2: template 'x' lies in two places: the root and x",
                          "x v1 in x/v1: template 'x' lies in two places: the root and x"));
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("a/x/v1").environment("b/x/v1").environment("c/x/v1")))[0],
              HasSubstr("lies in 3 places: a/x/v1, b/x/v1 and c/x/v1"));
}

TEST(Scan, FindsTemplatesInsideALargeVersionDirectoryThatIsNone) {
  auto repository = SampleRepository().environment("v2/vpc/v1");
  for (int i = 0; i < 600; ++i) repository.file(fmt::format("v2/docs/{}", i));
  EXPECT_THAT(found(scan_of(repository)), ElementsAre("environment vpc v1 in v2/vpc/v1"));
}

TEST(Scan, BoundsTheMemoryForNames) {
  SampleRepository repository;
  const auto segment = "/" + std::string(240, 'n');
  for (int i = 0; i < 31'000; ++i) repository.file(fmt::format("api-{}/v1{}{}{}/f", i, segment, segment, segment));
  const auto scan = test::scan_bytes(repository.archive());
  ASSERT_FALSE(scan);
  EXPECT_THAT(scan.error().message, HasSubstr("limit version_index_bytes"));
}

TEST(Scan, BoundsTheMemoryForSchemas) {
  SampleRepository repository;
  const auto comment = "# " + std::string(quota::file_bytes - test::environment_schema.size() - 3, 'x') + "\n";
  for (int i = 1; i <= 9; ++i)
    repository.file(fmt::format("vpc-{}/v1/schema/schema.yaml", i), comment + test::environment_schema);
  const auto scan = scan_of(repository);
  EXPECT_EQ(scan.bundles.size(), 8U);
  EXPECT_THAT(refused(scan), ElementsAre(HasSubstr("limit schemas_bytes of 16MiB")));
}

TEST(Scan, FailsForAnArchiveThatIsNotWhole) {
  const auto packed = SampleRepository().environment("vpc/v1").archive();
  const auto cut = test::scan_bytes(packed.substr(0, packed.size() - 1));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::corrupt);
  EXPECT_EQ(test::scan_bytes(packed, "r", {.entries = 1}).error().code, ErrorCode::too_large);
}

TEST(Scan, FindsNothingInAnEmptyRepository) {
  const auto scan = scan_of(SampleRepository());
  EXPECT_THAT(found(scan), IsEmpty());
  EXPECT_THAT(refused(scan), IsEmpty());
}

}  // namespace
}  // namespace baryon::bundle
