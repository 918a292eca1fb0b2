#include "bundle/collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bundle/quota.h"
#include "unit/archive/tar_builder.h"

namespace baryon::bundle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TextContent final : public archive::Content {
 public:
  explicit TextContent(std::string text) : text_(std::move(text)) {}
  Result<ByteView> next() override { return std::exchange(is_read_, true) ? ByteView() : as_bytes(text_); }

 private:
  std::string text_;
  bool is_read_ = false;
};

struct Collection {
  File scratch = test::spool();
  Collector collector;

  explicit Collection(const std::vector<std::string>& shared = {}) : collector(scratch, shared) {}

  Result<void> file(const std::string& path, std::size_t size = 1) {
    TextContent content(std::string(size, 'x'));
    return collector.visit({.path = path, .size = size}, content);
  }

  Result<void> other(const std::string& path, archive::EntryType type) {
    TextContent content("");
    return collector.visit({.path = path, .type = type, .link_target = "x"}, content);
  }

  [[nodiscard]] const VersionDirectory& directory(const std::string& path) const {
    return collector.directories().at(path);
  }
  [[nodiscard]] std::uint64_t copied_bytes() const { return scratch.size().value(); }
};

TEST(Collector, CopiesWhatLiesBelowVersionDirectoriesOnly) {
  Collection collection;
  ASSERT_TRUE(collection.file("README.md", 100));
  ASSERT_TRUE(collection.file("vpc/v1", 100));  // a file of that name is no directory
  ASSERT_TRUE(collection.file("a/vpc/v1/schema/schema.yaml", 3));
  ASSERT_TRUE(collection.file("api/v2/types", 4));
  EXPECT_EQ(collection.copied_bytes(), 7U);
  EXPECT_TRUE(collection.directory("a/vpc/v1").looks_like_template);
  EXPECT_FALSE(collection.directory("api/v2").looks_like_template);
  EXPECT_EQ(collection.collector.directories().size(), 2U);
}

TEST(Collector, CopiesAFileOnceForAllDirectoriesThatHaveIt) {
  Collection collection({"x/v1/a/v2/common"});
  ASSERT_TRUE(collection.file("x/v1/a/v2/common/f", 5));
  EXPECT_EQ(collection.copied_bytes(), 5U);
  EXPECT_THAT(collection.directory("x/v1").files, ElementsAre(0));
  EXPECT_THAT(collection.directory("x/v1/a/v2").files, ElementsAre(0));
  EXPECT_THAT(collection.collector.shared().at("x/v1/a/v2/common").files, ElementsAre(0));
}

TEST(Collector, StopsCopyingWhereABundleIsTooLarge) {
  Collection collection;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(collection.file(fmt::format("vpc/v1/{}", i), mib));
  EXPECT_EQ(collection.copied_bytes(), quota::bundle_bytes);
  EXPECT_EQ(collection.directory("vpc/v1").bytes, 100 * mib);
  EXPECT_THAT(collection.directory("vpc/v1").files, IsEmpty());

  ASSERT_TRUE(collection.file("big/v1/a", quota::file_bytes + 1));
  ASSERT_TRUE(collection.file("big/v1/b", quota::file_bytes + 2));
  EXPECT_EQ(collection.copied_bytes(), quota::bundle_bytes);
  EXPECT_EQ(collection.directory("big/v1").oversized_file, "a");

  for (int i = 0; i < 600; ++i) ASSERT_TRUE(collection.file(fmt::format("many/v1/{}", i)));
  EXPECT_EQ(collection.copied_bytes(), quota::bundle_bytes + quota::bundle_files);
}

TEST(Collector, StopsCopyingWhereASharedDirectoryIsTooLarge) {
  Collection collection({"common"});
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(collection.file(fmt::format("common/{}", i), mib));
  EXPECT_EQ(collection.copied_bytes(), quota::bundle_bytes);
}

TEST(Collector, NotesTheFirstSymbolicLink) {
  Collection collection({"common"});
  ASSERT_TRUE(collection.other("vpc/v1/a/link", archive::EntryType::symbolic_link));
  ASSERT_TRUE(collection.other("vpc/v1/another", archive::EntryType::symbolic_link));
  ASSERT_TRUE(collection.other("common/a/link", archive::EntryType::symbolic_link));
  EXPECT_EQ(collection.directory("vpc/v1").symbolic_link, "a/link");
  EXPECT_EQ(collection.collector.shared().at("common").symbolic_link, "common/a/link");
}

TEST(Collector, TakesALinkOrAnEmptyDirectoryForAPartOfATemplate) {
  Collection collection;
  ASSERT_TRUE(collection.other("a/v1/schema", archive::EntryType::directory));
  ASSERT_TRUE(collection.other("b/v1/infrastructure", archive::EntryType::symbolic_link));
  ASSERT_TRUE(collection.file("c/v1/schema"));
  EXPECT_TRUE(collection.directory("a/v1").looks_like_template);
  EXPECT_TRUE(collection.directory("b/v1").looks_like_template);
  EXPECT_FALSE(collection.directory("c/v1").looks_like_template);
}

TEST(Collector, KnowsWhichSharedDirectoriesThereAre) {
  Collection collection({"commo", "common", "common/inner", "empty", "file", "link"});
  ASSERT_TRUE(collection.file("common/inner/a"));
  ASSERT_TRUE(collection.other("empty", archive::EntryType::directory));
  ASSERT_TRUE(collection.other("link", archive::EntryType::symbolic_link));
  ASSERT_TRUE(collection.file("file"));
  std::vector<std::string> present;
  for (const auto& [path, directory] : collection.collector.shared())
    if (directory.is_present) present.push_back(path);
  EXPECT_THAT(present, ElementsAre("common", "common/inner", "empty", "link"));
  EXPECT_EQ(collection.collector.shared().at("common").file_count, 1U);
  EXPECT_EQ(collection.collector.shared().at("common/inner").file_count, 0U);  // the outer one has it
}

TEST(Collector, LeavesOutVersionDirectoriesInsideASharedDirectory) {
  Collection collection({"common"});
  ASSERT_TRUE(collection.file("common/vpc/v1/schema/schema.yaml"));
  ASSERT_TRUE(collection.file("common2/vpc/v1/schema/schema.yaml"));
  EXPECT_THAT(collection.collector.directories(), ElementsAre(testing::Key("common2/vpc/v1")));
}

TEST(Collector, BoundsTheMemoryForNames) {
  Collection collection;
  auto result = collection.collector.account(quota::version_index_bytes);
  EXPECT_TRUE(result);
  result = collection.file("vpc/v1/a");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::too_large);
  EXPECT_EQ(result.error().message,
            "the version directories of the archive pass the limit version_index_bytes of 24MiB");
}

}  // namespace
}  // namespace baryon::bundle
