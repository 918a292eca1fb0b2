#include "archive/archive_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "archive/tar_reader.h"
#include "base/random.h"
#include "unit/archive/tar_builder.h"

namespace baryon::archive {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ArchiveDirectory : public testing::Test {
 protected:
  ~ArchiveDirectory() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& content = "x") const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << content;
  }

  [[nodiscard]] Result<std::vector<std::string>> names(const Limits& limits = {}) const {
    auto file = test::spool();
    BARYON_CHECK(archive_directory(root_, file, limits));
    std::vector<std::string> paths;
    BARYON_CHECK(read_tar_gz(file, limits, [&](const Entry& entry, Content&) -> Result<void> {
      paths.push_back(entry.path + (entry.is_executable ? "*" : "") +
                      (entry.type == EntryType::symbolic_link ? " -> " + entry.link_target : ""));
      return {};
    }));
    return paths;
  }

  [[nodiscard]] std::string bytes() const {
    auto file = test::spool();
    EXPECT_TRUE(archive_directory(root_, file));
    return test::content_of(file);
  }

  fs::path root_ = [] {
    auto path = fs::temp_directory_path() / ("archive-directory-" + random_hex(6));
    fs::create_directory(path);
    return path;
  }();
};

TEST_F(ArchiveDirectory, TakesFilesAndLinksSortedByTheirPath) {
  write("b/z");
  write("b-/y");
  write("b.c");
  write("a/v10/x");
  write("a/v9/x");
  write("tool");
  fs::permissions(root_ / "tool", fs::perms::owner_exec, fs::perm_options::add);
  fs::create_directory(root_ / "empty");
  fs::create_symlink("../b.c", root_ / "a/link");
  EXPECT_THAT(names().value(), ElementsAre("a/link -> ../b.c", "a/v10/x", "a/v9/x", "b-/y", "b.c", "b/z", "tool*"));
}

TEST_F(ArchiveDirectory, LeavesGitAndSpecialFilesOut) {
  write("a");
  write(".gitignore");
  write(".git/HEAD");
  write("submodule/.git", "gitdir: ../.git/modules/submodule");
  ASSERT_EQ(::mkfifo((root_ / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(names().value(), ElementsAre(".gitignore", "a"));
}

TEST_F(ArchiveDirectory, GivesTheSameBytesWhateverTheTimes) {
  write("a", "one");
  write("d/b", "two");
  const auto before = bytes();
  fs::last_write_time(root_ / "a", fs::file_time_type::clock::now() - std::chrono::hours(1000));
  EXPECT_EQ(bytes(), before);
  write("a", "One");
  EXPECT_NE(bytes(), before);
}

TEST_F(ArchiveDirectory, RefusesWhatTheReaderWouldRefuse) {
  fs::create_symlink("/etc", root_ / "out");
  EXPECT_THAT(names().error().message, HasSubstr("'out' points out of the archive"));
  fs::remove(root_ / "out");
  write("caf\xE9");
  EXPECT_THAT(names().error().message, HasSubstr("no valid UTF-8"));
}

TEST_F(ArchiveDirectory, KeepsToTheLimits) {
  write("a/b/c/d");
  write("e", std::string(5000, 'e'));
  EXPECT_THAT(names({.depth = 3}).error().message, HasSubstr("limit depth"));
  EXPECT_THAT(names({.entries = 3}).error().message, HasSubstr("limit entries"));
  EXPECT_THAT(names({.unpacked_bytes = 4000}).error().message, HasSubstr("limit unpacked_bytes"));
  EXPECT_TRUE(names({.entries = 5, .depth = 4}));
}

TEST_F(ArchiveDirectory, SaysWhichDirectoryIsMissing) {
  auto file = test::spool();
  const auto result = archive_directory(root_ / "missing", file);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::not_found);
  EXPECT_THAT(result.error().message, HasSubstr("missing"));
}

}  // namespace
}  // namespace baryon::archive
