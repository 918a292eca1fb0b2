#include "bundle/lint/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "bundle/quota.h"
#include "unit/bundle/lint/finding_case.h"

namespace baryon::bundle {
namespace {

using test::FindingCase;
using test::SampleBundle;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

class FileRules : public testing::TestWithParam<FindingCase> {};

TEST_P(FileRules, Find) { EXPECT_THAT(GetParam().bundle.findings("file"), ElementsAreArray(GetParam().findings)); }

const std::string no_utf8 = "caf\xE9";
const std::string byte_order_mark = "\xEF\xBB\xBF";
const std::string nul = std::string("a\nb\0c\n", 6);

INSTANTIATE_TEST_SUITE_P(
    Names, FileRules,
    testing::Values(
        FindingCase{"None", SampleBundle::service(), {}},
        FindingCase{"FilesInCase",
                    SampleBundle::environment().file("infrastructure/Manifest.yaml"),
                    {"error file-name-case infrastructure/manifest.yaml: 'infrastructure/Manifest.yaml' and "
                     "'infrastructure/manifest.yaml' differ only in upper and lower case (rename one of the two)"}},
        FindingCase{"DirectoriesInCase",
                    SampleBundle::environment().file("Infrastructure/manifest.yaml").file("Infrastructure/x"),
                    {"error file-name-case infrastructure: 'Infrastructure' and 'infrastructure' differ only in upper "
                     "and lower case (rename one of the two)"}},
        FindingCase{
            "SeveralInCase",
            SampleBundle::environment().files({{"A/b", ""}, {"A/c", ""}, {"a/b", ""}, {"a/B", ""}, {"a/c", ""}}),
            {"error file-name-case a: 'A' and 'a' differ only in upper and lower case (rename one of the two)"}},
        FindingCase{"FileAndDirectoryInCase",
                    SampleBundle::environment().file("README").file("readme/a"),
                    {"error file-name-case readme: 'README' and 'readme' differ only in upper and lower case (rename "
                     "one of the two)"}},
        FindingCase{"SameNameElsewhere", SampleBundle::environment().file("docs/A").file("docs/b/a"), {}}),
    test::name_of);

INSTANTIATE_TEST_SUITE_P(
    Encoding, FileRules,
    testing::Values(
        FindingCase{"TerraformNoUtf8",
                    SampleBundle::environment().file("infrastructure/main.tf", "a\nb\n" + no_utf8 + "\n"),
                    {"warning file-not-utf8 infrastructure/main.tf:3: is no valid UTF-8 (save it as UTF-8)"}},
        FindingCase{"YamlNoUtf8",
                    SampleBundle::environment().file("infrastructure/values.yml", no_utf8),
                    {"warning file-not-utf8 infrastructure/values.yml:1: is no valid UTF-8 (save it as UTF-8)"}},
        FindingCase{"Utf16",
                    SampleBundle::environment().file("x.json", std::string("\xFF\xFE{\0}\0", 6)),
                    {"warning file-not-utf8 x.json:1: is no valid UTF-8 (save it as UTF-8)"}},
        FindingCase{"NulByte",
                    SampleBundle::environment().file("infrastructure/main.tf", nul),
                    {"warning file-nul-byte infrastructure/main.tf:2: holds a NUL byte (is it damaged, or saved as "
                     "UTF-16? save it as UTF-8)"}},
        FindingCase{"ByteOrderMark",
                    SampleBundle::environment()
                        .file("schema/schema.yaml", byte_order_mark + test::environment_schema)
                        .file("infrastructure/main.tf", byte_order_mark),
                    {"warning file-byte-order-mark infrastructure/main.tf:1:1: begins with a byte order mark (save it "
                     "as UTF-8 without one)",
                     "warning file-byte-order-mark schema/schema.yaml:1:1: begins with a byte order mark (save it as "
                     "UTF-8 without one)"}},
        FindingCase{"LeftToTheReaders",
                    SampleBundle::service()
                        .file("schema/schema.yaml", no_utf8)
                        .file("instance_infrastructure/manifest.yaml", nul)
                        .file(".template-registration.yaml", no_utf8),
                    {}},
        FindingCase{
            "NoText", SampleBundle::environment().file("a.zip", no_utf8 + nul).file("Dockerfile", no_utf8), {}}),
    test::name_of);

TEST(FileRules, WarnOfSchemasThatTheApiCannotTell) {
  const auto with = [](std::size_t characters) {
    std::string comment = "#";
    const auto ascii = test::environment_schema.size();
    for (auto i = ascii + 2; i < characters; ++i) comment += "\xC3\xA9";  // two bytes each
    return SampleBundle::environment().file("schema/schema.yaml", test::environment_schema + comment + "\n");
  };
  EXPECT_THAT(with(51'200).findings("file"), IsEmpty());
  EXPECT_THAT(with(51'201).findings("file"),
              ElementsAre("warning file-schema-beyond-api schema/schema.yaml: 51201 characters, where the API tells at "
                          "most 51200 of a schema (shorten descriptions, or remove inputs that nobody sets)"));
}

TEST(FileRules, RefuseLargeFilesAndExamineNothingElse) {
  const auto with = [](std::size_t size) {
    return SampleBundle::environment().file("infrastructure/a", std::string(size, 'x')).file("Schema/x");
  };
  EXPECT_EQ(with(quota::file_bytes).findings("file").size(), 1U);
  EXPECT_THAT(with(quota::file_bytes + 1).findings(),
              ElementsAre("error file-too-large infrastructure/a: is larger than 2MiB, the quota for a file (keep "
                          "large files elsewhere and refer to them)"));
}

TEST(FileRules, RefuseManyFiles) {
  auto bundle = SampleBundle::environment();
  for (int i = 0; i < 497; ++i) bundle.file(fmt::format("infrastructure/{}", i));
  EXPECT_THAT(bundle.findings("file"), IsEmpty());
  EXPECT_THAT(bundle.file("infrastructure/one-more").findings(),
              ElementsAre("error files-too-many 501 files, where the quota for a bundle is 500 (keep dependencies and "
                          "generated files out of the version directory)"));
}

TEST(FileRules, RefuseLargeBundles) {
  auto bundle = SampleBundle::environment();
  const auto room = quota::bundle_bytes - 4 * quota::file_bytes - test::environment_schema.size() -
                    test::environment_code.size() - test::sample_manifest.size();
  for (int i = 0; i < 4; ++i) bundle.file(fmt::format("infrastructure/{}", i), std::string(quota::file_bytes, 'x'));
  EXPECT_THAT(bundle.file("infrastructure/rest", std::string(room, 'x')).findings("file"), IsEmpty());
  EXPECT_THAT(bundle.file("infrastructure/rest", std::string(room + 1, 'x')).findings(),
              ElementsAre("error files-too-large 10485761 bytes in all, where the quota for a bundle is 10MiB (keep "
                          "large files elsewhere and refer to them)"));
}

TEST(FileRules, RefuseNamesThatProtonWouldNotTake) {
  const auto named = [](const std::string& name) {
    return test::findings_in(test::scan_of(test::SampleRepository().environment(name + "/v1")));
  };
  const std::string hint =
      " (a name is 1 to 100 letters, digits, '-' and '_' of ASCII and begins with a letter or digit)";
  EXPECT_THAT(named(std::string(100, 'a')), IsEmpty());
  EXPECT_THAT(named("my template"),
              ElementsAre("error file-template-name 'my template' cannot be a template's name" + hint));
  EXPECT_THAT(named(std::string(101, 'a')), ElementsAre("error file-template-name '" + std::string(101, 'a') +
                                                        "' cannot be a template's name" + hint));
}

TEST(FileRules, RefuseSymbolicLinksAndExamineNothingElse) {
  const auto findings = [](const test::TarBuilder& tar) {
    return test::findings_in(test::scan_bytes(test::gzip(tar.end())).value());
  };
  const std::string hint = ": is a symbolic link (a bundle holds plain files only; copy what the link points to)";
  EXPECT_THAT(findings(test::SampleRepository()
                           .environment("vpc/v1")
                           .tar()
                           .link("vpc/v1/infrastructure/main.tf", "../../../main.tf")
                           .link("vpc/v1/other", "x")),
              ElementsAre("error file-symbolic-link infrastructure/main.tf" + hint));
  EXPECT_THAT(findings(test::TarBuilder().link("vpc/v2/schema", "../v1/schema")),
              ElementsAre("error file-symbolic-link schema" + hint));
}

}  // namespace
}  // namespace baryon::bundle
