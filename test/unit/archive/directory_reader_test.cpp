#include "archive/directory_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/random.h"

namespace baryon::archive {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class DirectoryReader : public testing::Test {
 protected:
  ~DirectoryReader() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& content = "x") const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << content;
  }

  [[nodiscard]] Result<Summary> visit(const Visitor& visitor, const Limits& limits = {}) const {
    return read_directory(root_, limits, visitor);
  }

  fs::path root_ = [] {
    auto path = fs::temp_directory_path() / ("directory-reader-" + random_hex(6));
    fs::create_directory(path);
    return path;
  }();
};

Result<void> ignore(const Entry& /*entry*/, Content& /*content*/) { return {}; }

TEST_F(DirectoryReader, HandsOutFilesAndLinksWithTheirContent) {
  const std::string big(200'000, 'b');
  write("d/big", big);
  write("empty", "");
  write("run", "#!");
  fs::permissions(root_ / "run", fs::perms::owner_exec, fs::perm_options::add);
  fs::create_symlink("../run", root_ / "d/link");
  fs::create_directory(root_ / "nothing");
  std::vector<std::string> seen;
  const auto summary = visit([&](const Entry& entry, Content& content) -> Result<void> {
    std::string bytes;
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) break;
      bytes.append(piece.begin(), piece.end());
    }
    EXPECT_EQ(entry.size, bytes.size());
    EXPECT_EQ(bytes, entry.path == "d/big" ? big : entry.path == "run" ? "#!" : "");
    seen.push_back(entry.path + (entry.is_executable ? "*" : "") +
                   (entry.type == EntryType::symbolic_link ? "->" + entry.link_target : ""));
    return {};
  });
  ASSERT_TRUE(summary) << summary.error().text();
  EXPECT_THAT(seen, ElementsAre("d/big", "d/link->../run", "empty", "run*"));
  EXPECT_EQ(summary->entries, 4U);
  EXPECT_EQ(summary->unpacked_bytes, 200'002U);
  EXPECT_EQ(summary->commit, std::nullopt);
}

TEST_F(DirectoryReader, GoesOnWhenContentIsNotRead) {
  write("a", std::string(200'000, 'a'));
  write("b");
  EXPECT_EQ(visit(ignore)->entries, 2U);
}

TEST_F(DirectoryReader, EndsWithTheVisitorsError) {
  write("a");
  write("b");
  int calls = 0;
  const auto result = visit([&](const Entry&, Content&) -> Result<void> {
    ++calls;
    return fail(ErrorCode::conflict, "enough");
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "enough");
  EXPECT_EQ(calls, 1);
}

TEST_F(DirectoryReader, NoticesAFileThatShrinksMeanwhile) {
  write("a", std::string(200'000, 'a'));
  const auto result = visit([&](const Entry&, Content& content) -> Result<void> {
    fs::resize_file(root_ / "a", 1000);
    while (true) {
      BARYON_TRY(const auto piece, content.next());
      if (piece.empty()) return {};
    }
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "'" + (root_ / "a").string() + "' changed while it was read");
  EXPECT_TRUE(result.error().retryable);
}

TEST_F(DirectoryReader, TakesNoMoreOfAFileThanItHadAtTheStart) {
  write("a", "four");
  const auto result = visit([&](const Entry& entry, Content& content) -> Result<void> {
    std::ofstream(root_ / "a", std::ios::app) << "and more";
    BARYON_TRY(const auto piece, content.next());
    EXPECT_EQ(piece.size(), entry.size);
    BARYON_TRY(const auto rest, content.next());
    EXPECT_TRUE(rest.empty());
    return {};
  });
  EXPECT_TRUE(result);
}

TEST_F(DirectoryReader, KeepsToTheLimits) {
  write("d/big", "12345");
  const auto message = [&](const Limits& limits) { return visit(ignore, limits).error().message; };
  EXPECT_TRUE(visit(ignore, {.entries = 2, .depth = 2, .file_bytes = 5, .unpacked_bytes = 5}));
  EXPECT_EQ(message({.file_bytes = 4}), "the entry 'd/big' passes the limit file_bytes of 4: 5");
  EXPECT_THAT(message({.unpacked_bytes = 4}), HasSubstr("passes the limit unpacked_bytes of 4"));
  EXPECT_EQ(message({.entries = 1}), "the archive passes the limit entries of 1");
  EXPECT_EQ(message({.depth = 1}), "the entry 'd/big' passes the limit depth of 1: 2");
  EXPECT_EQ(message({.path_length = 4}), "the entry 'd/big' passes the limit path_length of 4: 5");
}

}  // namespace
}  // namespace baryon::archive
