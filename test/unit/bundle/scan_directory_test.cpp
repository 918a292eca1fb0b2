#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "archive/archive_directory.h"
#include "base/random.h"
#include "bundle/scan.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

namespace fs = std::filesystem;
using test::SampleRepository;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ScanDirectory : public testing::Test {
 protected:
  ~ScanDirectory() override { fs::remove_all(root_); }

  void write(const SampleRepository& repository) const {
    for (const auto& [path, content] : repository.files) {
      fs::create_directories((root_ / path).parent_path());
      std::ofstream(root_ / path) << content;
    }
  }

  [[nodiscard]] static ScanOptions options() {
    return {.root_names = {.any = "root"}, .scratch_directory = fs::temp_directory_path()};
  }

  [[nodiscard]] Result<Scan> scan_with(const ScanOptions& options, const std::string& inner = {},
                                       const archive::Limits& limits = {}) const {
    return scan_directory(root_ / inner, limits, options);
  }

  [[nodiscard]] Scan scan_all() const {
    auto scan = scan_with(options());
    EXPECT_TRUE(scan) << scan.error().text();
    return std::move(scan).value();
  }

  [[nodiscard]] Scan scan_packed() const {
    auto file = test::spool();
    EXPECT_TRUE(archive::archive_directory(root_, file));
    return scan(file, {}, options()).value();
  }

  static std::vector<std::string> found(const Scan& scan) {
    std::vector<std::string> names;
    for (const auto& bundle : scan.bundles)
      names.push_back(fmt::format("{} v{} in {}", bundle.template_name, bundle.major, bundle.directory));
    return names;
  }

  fs::path root_ = [] {
    auto path = fs::temp_directory_path() / ("scan-directory-" + random_hex(6));
    fs::create_directory(path);
    return path;
  }();
};

TEST_F(ScanDirectory, FindsWhatAnArchiveOfItWouldHold) {
  write(SampleRepository()
            .environment("a/vpc/v1")
            .service("web/v2")
            .environment("v3")
            .file("api/v1/types.go")
            .file(".git/vpc/v9/schema/schema.yaml")
            .file("a/vpc/v1/infrastructure/run", "#!"));
  fs::permissions(root_ / "a/vpc/v1/infrastructure/run", fs::perms::owner_exec, fs::perm_options::add);
  const auto scan = scan_all();
  const auto packed = scan_packed();
  EXPECT_THAT(found(scan), ElementsAre("root v3 in v3", "vpc v1 in a/vpc/v1", "web v2 in web/v2"));
  ASSERT_EQ(found(scan), found(packed));
  for (std::size_t i = 0; i < scan.bundles.size(); ++i) {
    EXPECT_EQ(scan.bundles[i].digest, packed.bundles[i].digest);
    EXPECT_EQ(scan.bundles[i].schema, packed.bundles[i].schema);
    EXPECT_EQ(scan.bundles[i].findings, packed.bundles[i].findings);
  }
  EXPECT_EQ(scan.passed_over, packed.passed_over);
  EXPECT_EQ(scan.entries, packed.entries);
  EXPECT_EQ(scan.commit, std::nullopt);
}

TEST_F(ScanDirectory, RefusesTemplatesAsAScanOfAnArchiveDoes) {
  write(SampleRepository().environment("good/v1").environment("a/bad/v1").environment("b/bad/v1"));
  const auto scan = scan_all();
  EXPECT_THAT(found(scan), ElementsAre("good v1 in good/v1"));
  ASSERT_EQ(scan.refusals.size(), 2U);
  EXPECT_THAT(scan.refusals[0].reason(), HasSubstr("lies in two places"));
  EXPECT_EQ(scan.refusals[0].findings, scan_packed().refusals.at(0).findings);
}

TEST_F(ScanDirectory, TakesAVersionDirectoryByItself) {
  write(SampleRepository().environment("a/vpc/v2"));
  auto with_prefix = options();
  with_prefix.prefix = "vpc/v2/";
  const auto scan = scan_with(with_prefix, "a/vpc/v2").value();
  EXPECT_THAT(found(scan), ElementsAre("vpc v2 in vpc/v2"));
  EXPECT_EQ(scan.bundles[0].digest, scan_all().bundles.at(0).digest);
}

TEST_F(ScanDirectory, TakesATemplateDirectoryByItself) {
  write(SampleRepository().environment("a/vpc/v1").environment("a/vpc/v2"));
  auto with_prefix = options();
  with_prefix.prefix = "vpc/";
  EXPECT_THAT(found(scan_with(with_prefix, "a/vpc").value()), ElementsAre("vpc v1 in vpc/v1", "vpc v2 in vpc/v2"));
  EXPECT_THAT(found(scan_with(options(), "a/vpc").value()), ElementsAre("root v1 in v1", "root v2 in v2"));
}

TEST_F(ScanDirectory, SharesDirectories) {
  write(SampleRepository().environment("vpc/v1").file("modules/x", "one"));
  auto sharing = options();
  sharing.shared_directories = {"modules", "none"};
  const auto before = scan_with(sharing).value();
  EXPECT_THAT(before.missing_shared, ElementsAre("none"));
  write(SampleRepository().file("modules/x", "two"));
  EXPECT_NE(scan_with(sharing).value().bundles.at(0).digest, before.bundles.at(0).digest);
}

TEST_F(ScanDirectory, FailsForTheDirectoryAsAWhole) {
  EXPECT_EQ(scan_with(options(), "missing").error().code, ErrorCode::not_found);
  write(SampleRepository().environment("vpc/v1"));
  EXPECT_EQ(scan_with(options(), "", {.entries = 2}).error().message, "the archive passes the limit entries of 2");
  fs::create_symlink("/etc", root_ / "out");
  EXPECT_EQ(scan_with(options()).error().message, "the symbolic link 'out' points out of the archive, to '/etc'");
}

TEST_F(ScanDirectory, FindsNothingInAnEmptyDirectory) {
  EXPECT_THAT(found(scan_all()), IsEmpty());
  EXPECT_THAT(scan_all().refusals, IsEmpty());
}

}  // namespace
}  // namespace baryon::bundle
