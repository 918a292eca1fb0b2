#include "bundle/template_homes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bundle/quota.h"
#include "unit/bundle/lint/examined.h"

namespace baryon::bundle {
namespace {

using test::SampleRepository;
using test::scan_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// `<directory>: <reason>` of each template that is refused.
std::vector<std::string> refused(const Scan& scan) {
  std::vector<std::string> lines;
  for (const auto& refusal : scan.refusals) lines.push_back(refusal.directory + ": " + refusal.reason());
  return lines;
}

std::vector<std::string> refused(const std::vector<std::string>& directories) {
  SampleRepository repository;
  for (const auto& directory : directories) repository.environment(directory);
  return refused(scan_of(repository, "root"));
}

TEST(TemplateHomes, RefusesATemplateInSeveralPlaces) {
  EXPECT_THAT(refused({"a/x/v1", "b/x/v1", "c/y/v1"}),
              ElementsAre("a/x/v1: template 'x' lies in two places: a/x/v1 and b/x/v1",
                          "b/x/v1: template 'x' lies in two places: a/x/v1 and b/x/v1"));
  EXPECT_THAT(refused({"a/x/v1", "b/x/v2"}), ElementsAre("a/x/v1: template 'x' lies in two places: a/x and b/x",
                                                         "b/x/v2: template 'x' lies in two places: a/x and b/x"));
  EXPECT_THAT(refused({"root/v1", "v2"}), ElementsAre("root/v1: template 'root' lies in two places: root and the root",
                                                      "v2: template 'root' lies in two places: root and the root"));
  EXPECT_THAT(refused({"a/x/v1", "b/x/v1", "c/x/v1"}).at(2), HasSubstr("in 3 places: a/x/v1, b/x/v1 and c/x/v1"));
  EXPECT_THAT(refused({"a/x/v1", "b/x/v1", "c/x/v1", "d/x/v1", "e/x/v1"}).at(0),
              HasSubstr("in 5 places: a/x/v1, b/x/v1, c/x/v1, d/x/v1, ..."));
}

TEST(TemplateHomes, RefusesVersionDirectoriesThatDifferOnlyInCase) {
  EXPECT_THAT(refused({"Vpc/v1", "vpc/v1", "web/v1"}),
              ElementsAre("Vpc/v1: 'Vpc/v1' and 'vpc/v1' hold templates that differ only in upper and lower case",
                          "vpc/v1: 'vpc/v1' and 'Vpc/v1' hold templates that differ only in upper and lower case"));
  EXPECT_THAT(refused({"A/vpc/v1", "a/vpc/v1"}),
              ElementsAre(HasSubstr("'A/vpc/v1' and 'a/vpc/v1' hold"), HasSubstr("'a/vpc/v1' and 'A/vpc/v1' hold")));
  EXPECT_THAT(refused({"A/vpc/v1", "a/Vpc/v1"}),
              ElementsAre(HasSubstr("'A/vpc/v1' and 'a/Vpc/v1' hold"), HasSubstr("'a/Vpc/v1' and 'A/vpc/v1' hold")));
}

TEST(TemplateHomes, RefusesNamesThatDifferOnlyInCaseWhereverTheyLie) {
  EXPECT_THAT(refused({"a/vpc/v1", "b/VPC/v2"}),
              ElementsAre(HasSubstr("'a/vpc/v1' and 'b/VPC/v2' hold"), HasSubstr("'b/VPC/v2' and 'a/vpc/v1' hold")));
  EXPECT_THAT(refused({"ROOT/v1", "v2"}),
              ElementsAre(HasSubstr("'ROOT/v1' and 'v2' hold"), HasSubstr("'v2' and 'ROOT/v1' hold")));
  EXPECT_THAT(refused({"a/vpc/v1", "a/vpc/v2", "b/Vpc/v1", "c/vpC/v1"}),
              ElementsAre(HasSubstr("'a/vpc/v1' and 'b/Vpc/v1'"), HasSubstr("'a/vpc/v2' and 'b/Vpc/v1'"),
                          HasSubstr("'b/Vpc/v1' and 'a/vpc/v1'"), HasSubstr("'c/vpC/v1' and 'a/vpc/v1'")));
}

TEST(TemplateHomes, LetsTemplatesWithOneHomeBe) {
  EXPECT_THAT(refused({"a/vpc/v1", "a/vpc/v2", "A/web/v1", "V/v1", "v1", "v2"}), IsEmpty());
}

TEST(TemplateHomes, DoesNotConfuseDirectoriesThatAreNoTemplates) {
  EXPECT_THAT(refused(scan_of(SampleRepository().environment("vpc/v1").file("VPC/v1/README.md"))), IsEmpty());
}

TEST(TemplateHomes, ShowsNamesThatMightDeceiveEscaped) {
  EXPECT_THAT(refused({"a\u202E/vpc/v1", "b/vpc/v1"}).at(1), HasSubstr("a\\xe2\\x80\\xae/vpc/v1 and b/vpc/v1"));
}

TEST(TemplateHomes, LooksThroughVeryManyPlacesOfOneTemplate) {
  SampleRepository repository;
  for (int i = 0; i < 10'000; ++i) repository.file(fmt::format("{}/x/v1/schema/schema.yaml", i));
  const auto scan = scan_of(repository);
  EXPECT_THAT(scan.refusals, SizeIs(10'000));
  EXPECT_EQ(scan.refusals.back().reason(), "template 'x' lies in 10000 places: 0/x/v1, 1/x/v1, 10/x/v1, 100/x/v1, ...");
}

TEST(TemplateHomes, OfVeryManyTemplatesAreRefusedAltogether) {
  SampleRepository repository;
  for (int i = 0; i < 20'000; ++i) repository.file(fmt::format("{}/x/v1/schema/schema.yaml", i));
  const auto scan = test::scan_bytes(repository.archive());
  ASSERT_FALSE(scan);
  EXPECT_THAT(scan.error().message, HasSubstr("limit version_index_bytes of 24MiB"));
}

TEST(Scan, KeepsOnlyFirstErrorsBeyondTheLimitForFindings) {
  // Every template gets a finding for each shared directory that holds a link.
  constexpr int directories = 60;
  constexpr int templates = 200;
  static_assert(directories * templates > quota::archive_findings);
  SampleRepository repository;
  for (int i = 0; i < templates; ++i) repository.environment(fmt::format("t-{:03}/v1", i));
  auto tar = repository.tar();
  ScanOptions options{.root_names = {.any = "root"}, .scratch_directory = std::filesystem::temp_directory_path()};
  for (int i = 0; i < directories; ++i) {
    tar.link(fmt::format("shared-{:02}/link", i), "x");
    options.shared_directories.push_back(fmt::format("shared-{:02}", i));
  }
  auto file = test::spool(test::gzip(tar.end()));
  const auto scan = bundle::scan(file, {}, options).value();
  ASSERT_THAT(scan.refusals, SizeIs(templates));
  const auto& first = scan.refusals.front().findings;
  EXPECT_THAT(first, SizeIs(directories));
  EXPECT_THAT(scan.refusals.back().findings, ElementsAre(first.front()));
  std::size_t kept = 0;
  for (const auto& refusal : scan.refusals) kept += refusal.findings.size();
  EXPECT_LE(kept, quota::archive_findings + templates);
  EXPECT_EQ(kept + scan.findings_left_out, std::size_t{directories} * templates);
}

}  // namespace
}  // namespace baryon::bundle
