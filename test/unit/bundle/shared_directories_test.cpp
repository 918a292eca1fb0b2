#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "archive/tar_reader.h"
#include "bundle/bundle_archive.h"
#include "bundle/quota.h"
#include "bundle/scan.h"
#include "unit/bundle/lint/examined.h"

namespace baryon::bundle {
namespace {

using test::SampleRepository;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Names = std::vector<std::string>;

Result<Scan> scan_tar(const test::TarBuilder& tar, const Names& shared, const std::string& prefix = {}) {
  auto file = test::spool(test::gzip(tar.end()));
  return scan(file, {},
              {.root_names = {.any = "root"},
               .scratch_directory = std::filesystem::temp_directory_path(),
               .prefix = prefix,
               .shared_directories = shared});
}

Scan scan_with(const SampleRepository& repository, const Names& shared) {
  auto scan = scan_tar(repository.tar(), shared);
  EXPECT_TRUE(scan) << scan.error().text();
  return std::move(scan).value();
}

Names paths_of(const Bundle& bundle) {
  Names paths;
  for (const auto& file : bundle.files) paths.push_back(file.path);
  return paths;
}

/// By template name, those without a bundle left out.
std::map<std::string, std::string> digests(const Scan& scan) {
  std::map<std::string, std::string> digests;
  for (const auto& bundle : scan.bundles) digests[bundle.template_name] = bundle.digest;
  return digests;
}

Names shared_findings(const Scan& scan) { return test::findings_in(scan, "shared-"); }

/// Two templates in one repository.
SampleRepository two_templates() { return SampleRepository().environment("a/vpc/v1").service("a/web/v2"); }

TEST(SharedDirectories, BecomePartOfEveryBundle) {
  const auto repository = two_templates().file("modules/net/main.tf", "one").file("modules/x").file("other/y");
  const auto scan = scan_with(repository, {"modules"});
  ASSERT_EQ(scan.bundles.size(), 2U);
  for (const auto& bundle : scan.bundles) {
    EXPECT_THAT(paths_of(bundle), Contains("shared/modules/net/main.tf"));
    EXPECT_THAT(paths_of(bundle), Contains("shared/modules/x"));
    EXPECT_THAT(paths_of(bundle), Not(Contains(HasSubstr("other"))));
    EXPECT_TRUE(std::ranges::is_sorted(paths_of(bundle)));
  }
  EXPECT_THAT(scan.missing_shared, IsEmpty());
  const auto alone = digests(scan_with(two_templates(), {}));
  EXPECT_NE(digests(scan).at("vpc"), alone.at("vpc"));
  EXPECT_NE(digests(scan).at("web"), alone.at("web"));
}

TEST(SharedDirectories, AreStoredWithTheBundle) {
  const auto scan = scan_with(two_templates().file("modules/main.tf", "shared text"), {"modules"});
  auto stored = test::spool();
  ASSERT_TRUE(write_bundle_archive(scan.bundles.at(0), scan.scratch, stored));
  std::string text;
  const auto summary =
      archive::read_tar_gz(stored, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        BARYON_TRY(const auto piece, content.next());
        if (entry.path == "shared/modules/main.tf") text.assign(piece.begin(), piece.end());
        return {};
      });
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_EQ(text, "shared text");
}

TEST(SharedDirectories, MayLieInsideATemplate) {
  const auto scan = scan_with(two_templates().file("a/vpc/v1/common/x"), {"a/vpc/v1/common"});
  ASSERT_EQ(scan.bundles.size(), 2U);
  EXPECT_THAT(paths_of(scan.bundles[0]), Contains("common/x"));
  EXPECT_THAT(paths_of(scan.bundles[0]), Contains("shared/a/vpc/v1/common/x"));
  EXPECT_THAT(paths_of(scan.bundles[1]), Contains("shared/a/vpc/v1/common/x"));
}

TEST(SharedDirectories, HoldNoTemplates) {
  const auto repository = two_templates().environment("common/db/v1");
  EXPECT_EQ(scan_with(repository, {}).bundles.size(), 3U);
  EXPECT_EQ(scan_with(repository, {"common"}).bundles.size(), 2U);
  EXPECT_EQ(scan_with(repository, {"common/db/v1"}).bundles.size(), 2U);
  EXPECT_EQ(scan_with(repository, {"comm"}).bundles.size(), 3U);
}

TEST(SharedDirectories, InsideEachOtherCountOnce) {
  const auto repository = two_templates().file("m/x").file("m/n/y");
  EXPECT_EQ(digests(scan_with(repository, {"m"})), digests(scan_with(repository, {"m/n", "m", "m"})));
}

TEST(SharedDirectories, AreMissingWhereThereIsNoSuchDirectory) {
  const auto scan = scan_with(two_templates().file("file").file("m/x"), {"none", "m", "file", "a/vpc/v2", "M", ""});
  EXPECT_THAT(scan.missing_shared, ElementsAre("", "M", "a/vpc/v2", "file", "none"));
  EXPECT_EQ(scan.bundles.size(), 2U);
}

TEST(SharedDirectories, WithoutFilesAreNotMissing) {
  const auto tar = test::TarBuilder().raw(two_templates().tar().open_end()).directory("modules/");
  const auto scan = scan_tar(tar, {"modules"}).value();
  EXPECT_THAT(scan.missing_shared, IsEmpty());
  EXPECT_EQ(digests(scan), digests(scan_with(two_templates(), {})));
}

TEST(SharedDirectories, AreFoundBelowThePrefix) {
  const auto scan = scan_tar(SampleRepository().environment("v1").file("x/y").tar(), {"vpc/x"}, "vpc/").value();
  ASSERT_EQ(scan.bundles.size(), 1U);
  EXPECT_EQ(scan.bundles[0].directory, "vpc/v1");
  EXPECT_THAT(paths_of(scan.bundles[0]), Contains("shared/vpc/x/y"));
}

TEST(SharedDirectories, GiveWayToNoFileOfTheBundle) {
  const auto findings = [](const std::string& own_path) {
    return shared_findings(scan_with(
        two_templates().file("modules/net/main.tf").file("modules/text").file("a/vpc/v1/" + own_path), {"modules"}));
  };
  EXPECT_THAT(findings("shared/modules/net/main.tf"),
              ElementsAre("error shared-name-taken shared/modules/net/main.tf: 'shared/modules/net/main.tf' takes its "
                          "place, from the shared directory 'modules' (rename one of the two)"));
  EXPECT_THAT(
      findings("shared"),
      ElementsAre(HasSubstr("shared: 'shared/modules/net/main.tf' takes its place, from the shared directory")));
  EXPECT_THAT(findings("shared/modules/net"), ElementsAre(HasSubstr("'shared/modules/net/main.tf' takes its place")));
  EXPECT_THAT(findings("shared/modules/text/below"), ElementsAre(HasSubstr("'shared/modules/text' takes its place")));
  EXPECT_THAT(findings("shared/modules/tex"), IsEmpty());
  EXPECT_THAT(findings("shared/modules/net/main.tf2"), IsEmpty());
  EXPECT_THAT(findings("modules/net/main.tf"), IsEmpty());
}

TEST(SharedDirectories, WithAFaultRefuseTheBundleThatHasIt) {
  const auto scan = scan_with(two_templates().file("m/x").file("a/vpc/v1/shared/m/x"), {"m"});
  EXPECT_THAT(digests(scan), ElementsAre(testing::Key("web")));
  ASSERT_EQ(scan.refusals.size(), 1U);
  EXPECT_EQ(scan.refusals[0].directory, "a/vpc/v1");
}

TEST(SharedDirectories, MustNotHoldSymbolicLinks) {
  const auto with_link = [](const std::string& path) {
    return scan_tar(test::TarBuilder().raw(two_templates().tar().open_end()).link(path, "x"), {"modules"}).value();
  };
  const auto scan = with_link("modules/net/link");
  EXPECT_THAT(scan.bundles, IsEmpty());
  EXPECT_THAT(shared_findings(scan),
              ElementsAre("error shared-symbolic-link shared/modules/net/link: is a symbolic link in the shared "
                          "directory 'modules' (a bundle holds plain files only; copy what the link points to)",
                          HasSubstr("shared-symbolic-link")));
  EXPECT_THAT(shared_findings(with_link("modules")),
              Each(HasSubstr("shared/modules: is a symbolic link in the shared directory 'modules'")));
}

TEST(SharedDirectories, CountInTheQuotaForFiles) {
  auto repository = two_templates();
  for (int i = 0; i < 400; ++i) repository.file(fmt::format("m/{}", i)).file(fmt::format("a/vpc/v1/many/{}", i % 97));
  EXPECT_THAT(shared_findings(scan_with(repository, {"m"})), IsEmpty());
  const auto scan = scan_with(repository.file("n/1"), {"m", "n"});
  EXPECT_THAT(shared_findings(scan),
              ElementsAre("error shared-too-large 501 files, 401 of them in the shared directories 'm' and 'n', where "
                          "the quota for a bundle is 500 (share fewer files)"));
  EXPECT_THAT(digests(scan), ElementsAre(testing::Key("web")));
}

TEST(SharedDirectories, CountInTheQuotaForBytes) {
  auto repository = two_templates();
  for (int i = 0; i < 5; ++i) repository.file(fmt::format("m/{}", i), std::string(quota::file_bytes, 'x'));
  const auto scan = scan_with(repository, {"m"});
  EXPECT_THAT(shared_findings(scan),
              ElementsAre(HasSubstr("bytes in all, 10485760 of them in the shared directory 'm', "
                                    "where the quota for a bundle is 10MiB"),
                          HasSubstr("the shared directory 'm'")));
  EXPECT_THAT(scan.bundles, IsEmpty());
}

TEST(SharedDirectories, CountInTheQuotaForAFile) {
  const auto scan = scan_with(two_templates().file("m/big", std::string(quota::file_bytes + 1, 'x')), {"m"});
  EXPECT_THAT(shared_findings(scan),
              Each(HasSubstr("shared/m/big: is larger than 2MiB, the quota for a file, in the shared directory 'm'")));
  EXPECT_THAT(scan.bundles, IsEmpty());
}

TEST(SharedDirectories, NeedRoomForLongerPaths) {
  const auto segment = "/" + std::string(250, 's');
  const auto scan =
      scan_with(two_templates().file("m" + segment + segment + segment + segment + "/" + std::string(16, 'f')), {"m"});
  EXPECT_THAT(shared_findings(scan), Each(HasSubstr("passes the limit path_length of 1024: 1029, in the shared "
                                                    "directory 'm' (shorten its path)")));
  EXPECT_THAT(scan.bundles, IsEmpty());
}

TEST(SharedDirectories, AreBoundedOverAllTemplates) {
  SampleRepository repository;
  for (int i = 0; i < 1000; ++i) repository.file(fmt::format("t-{}/v1/schema/schema.yaml", i));
  for (int i = 0; i < 400; ++i) repository.file(fmt::format("m/{}", i));
  const auto scan = scan_tar(repository.tar(), {"m"});
  ASSERT_FALSE(scan);
  EXPECT_THAT(scan.error().message, HasSubstr("limit version_index_bytes of 24MiB"));
}

/// Names of templates whose digest differs.
Names changed(const Scan& before, const Scan& after) {
  Names names;
  for (const auto& [name, digest] : digests(after))
    if (digests(before).at(name) != digest) names.push_back(name);
  return names;
}

RC_GTEST_PROP(SharedDirectories, ChangeEveryDigestAndNothingElseDoes, ()) {
  auto repository = two_templates();
  const Names shared{"m", "deep/er"};
  const Names shared_files{"m/1", "m/2/3", "deep/er/x"};
  const Names other_files{"README.md", "deep/x", "m2/y", "a/z", "a/vpc/spec.yaml"};
  const auto text = rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
  for (const auto& path : shared_files) repository.file(path, *text);
  for (const auto& path : other_files) repository.file(path, *text);
  repository.file("a/web/v2/README.md", *text);
  const auto before = scan_with(repository, shared);
  const auto change = [&](const std::string& path) {
    auto other = repository;
    auto& content = other.files.at(path);
    content[*rc::gen::inRange<std::size_t>(0, content.size())] ^= 1;
    return changed(before, scan_with(other, shared));
  };
  RC_ASSERT(before.bundles.size() == 2U);
  RC_ASSERT(change(*rc::gen::elementOf(shared_files)) == (Names{"vpc", "web"}));
  RC_ASSERT(change(*rc::gen::elementOf(other_files)).empty());
  RC_ASSERT(change("a/web/v2/README.md") == Names{"web"});
}

}  // namespace
}  // namespace baryon::bundle
