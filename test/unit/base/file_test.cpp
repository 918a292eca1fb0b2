#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <string>

#include "unit/store/temporary_directory.h"

namespace baryon {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }

  static unsigned mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
  }

  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()));
  }

 private:
  store::TemporaryDirectory directory_;
};

TEST_F(Files, ReadsWhatItWrote) {
  auto file = File::create(path("new"));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->write(as_bytes("hello world")).has_value());
  EXPECT_EQ(file->size(), 11U);
  ASSERT_TRUE(file->rewind().has_value());
  std::array<std::uint8_t, 5> buffer{};
  EXPECT_EQ(file->read(buffer.data(), buffer.size()), 5U);
  ASSERT_TRUE(file->read_at(6, buffer.data(), 5).has_value());
  EXPECT_EQ(std::string(buffer.begin(), buffer.end()), "world");
  EXPECT_EQ(mode_of(path("new")), 0600U);
}

TEST_F(Files, SaysThatAFileEndsTooEarly) {
  auto file = File::create(path("short"));
  ASSERT_TRUE(file->write(as_bytes("abc")).has_value());
  std::array<std::uint8_t, 5> buffer{};
  EXPECT_EQ(file->read_at(0, buffer.data(), 5).error().code, ErrorCode::corrupt);
}

TEST_F(Files, TellsFailuresApart) {
  EXPECT_EQ(File::open(path("missing")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(File::create(path("there")).has_value());
  EXPECT_EQ(File::create(path("there")).error().code, ErrorCode::conflict);
  EXPECT_TRUE(File::open(path("missing")).error().message.contains("missing"));
}

TEST_F(Files, LeavesNoNameOfAnUnnamedFile) {
  auto file = File::create_unnamed(path(""));
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(file->write(as_bytes("x")).has_value());
  EXPECT_EQ(entries(), 0U);
}

TEST_F(Files, ReadsSmallFilesUpToALimit) {
  std::ofstream(path("f")) << std::string(100, 'x');
  EXPECT_EQ(read_small_file(path("f"), 100)->size(), 100U);
  EXPECT_EQ(read_small_file(path("f"), 99).error().code, ErrorCode::too_large);
  EXPECT_EQ(read_small_file(path("missing"), 99).error().code, ErrorCode::not_found);
}

TEST_F(Files, ReplacesAFileAsAWhole) {
  ASSERT_TRUE(write_file_atomically(path("f"), "first").has_value());
  ASSERT_TRUE(write_file_atomically(path("f"), "second").has_value());
  EXPECT_EQ(read_small_file(path("f"), 100), "second");
  EXPECT_EQ(mode_of(path("f")), 0600U);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(Files, LeavesNothingBehindWhenAFileCannotBeReplaced) {
  fs::create_directory(path("f"));
  EXPECT_FALSE(write_file_atomically(path("f"), "content").has_value());
  EXPECT_EQ(entries(), 1U);
}

TEST_F(Files, MakesPrivateDirectories) {
  ASSERT_TRUE(make_private_directory(path("a/b/c")).has_value());
  EXPECT_EQ(mode_of(path("a")), 0700U);
  EXPECT_EQ(mode_of(path("a/b/c")), 0700U);
  EXPECT_TRUE(make_private_directory(path("a/b/c")).has_value());
  std::ofstream(path("file")) << "x";
  EXPECT_FALSE(make_private_directory(path("file/below")).has_value());
}

TEST(Errors, KeepWhatTheyCarryWhenWrapped) {
  const auto inner = fail_for_now(ErrorCode::unavailable, "no answer", "try again").error();
  const auto outer = within("archive", inner);
  EXPECT_EQ(outer.text(), "archive: no answer (try again)");
  EXPECT_EQ(outer.code, ErrorCode::unavailable);
  EXPECT_TRUE(outer.retryable);
}

}  // namespace
}  // namespace baryon
