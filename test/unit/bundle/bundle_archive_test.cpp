#include "bundle/bundle_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "archive/tar_reader.h"
#include "unit/bundle/sample_repository.h"

namespace baryon::bundle {
namespace {

using testing::HasSubstr;

std::string pack(const Bundle& bundle, const File& scratch) {
  auto out = test::spool();
  const auto written = write_bundle_archive(bundle, scratch, out);
  EXPECT_TRUE(written) << written.error().text();
  return test::content_of(out);
}

TEST(BundleArchive, HoldsTheFilesRelativeToTheVersionDirectory) {
  const auto big = test::noise(300'000);
  const auto scan = test::scan_of(test::SampleRepository()
                                      .service("x/svc/v3")
                                      .file("x/svc/v3/big", big)
                                      .file("x/svc/v3/empty", "")
                                      .file("x/svc/other"));
  ASSERT_EQ(scan.bundles.size(), 1U);
  auto packed = test::spool(pack(scan.bundles[0], scan.scratch));
  std::map<std::string, std::string> contents;
  ASSERT_TRUE(
      archive::read_tar_gz(packed, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        auto& bytes = contents[entry.path];
        while (true) {
          BARYON_TRY(const auto piece, content.next());
          if (piece.empty()) return {};
          bytes.append(piece.begin(), piece.end());
        }
      }));
  EXPECT_EQ(contents, (std::map<std::string, std::string>{
                          {".template-registration.yaml", "compatible_environments:\n  - vpc:1\n"},
                          {"big", big},
                          {"empty", ""},
                          {"instance_infrastructure/cloudformation.yaml", test::service_code},
                          {"instance_infrastructure/manifest.yaml", test::sample_manifest},
                          {"schema/schema.yaml", test::service_schema}}));
}

TEST(BundleArchive, HasTheSameBytesForTheSameContent) {
  const auto one = test::scan_of(test::SampleRepository().environment("vpc/v1").file("a"));
  const auto other = test::scan_of(test::SampleRepository().environment("moved/vpc/v1").file("z"));
  EXPECT_EQ(one.bundles.at(0).digest, other.bundles.at(0).digest);
  EXPECT_EQ(pack(one.bundles[0], one.scratch), pack(other.bundles[0], other.scratch));
}

TEST(BundleArchive, IsScannedBackToTheSameBundle) {
  const auto before = test::scan_of(test::SampleRepository().service("svc/v7"));
  auto packed = test::spool(pack(before.bundles.at(0), before.scratch));
  test::TarBuilder again;  // the bundle's root becomes a version directory once more
  ASSERT_TRUE(
      archive::read_tar_gz(packed, {}, [&](const archive::Entry& entry, archive::Content& content) -> Result<void> {
        BARYON_TRY(const auto piece, content.next());
        again.file("svc/v7/" + entry.path, std::string(piece.begin(), piece.end()));
        return {};
      }));
  const auto after = test::scan_bytes(test::gzip(again.end())).value();
  EXPECT_EQ(after.bundles.at(0).digest, before.bundles[0].digest);
}

TEST(BundleArchive, NoticesADamagedScratchFile) {
  auto scan = test::scan_of(test::SampleRepository().environment("vpc/v1"));
  ASSERT_TRUE(scan.scratch.rewind());
  ASSERT_TRUE(scan.scratch.write(as_bytes("damage")));
  auto out = test::spool();
  const auto result = write_bundle_archive(scan.bundles.at(0), scan.scratch, out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::corrupt);
  EXPECT_THAT(result.error().message, HasSubstr("has changed"));
}

}  // namespace
}  // namespace baryon::bundle
