#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "db/database.h"
#include "unit/store/temporary_directory.h"

namespace baryon::db {
namespace {

// A disk of 4 MiB that only the calling thread and those it starts can see; it is gone with them, whatever happens.
bool mount_small_disk(const std::filesystem::path& where) {
  return ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", where.c_str(), "tmpfs", 0, "size=4m") == 0;
}

void fill(const std::filesystem::path& path) {
  std::ofstream ballast(path, std::ios::binary);
  const std::string piece(4096, 'x');
  while (ballast.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) continue;
}

Result<std::int64_t> store(Database& database, const std::string& word) {
  return database.writer().write(
      [&](Session& session) { return session.execute("INSERT INTO words (word) VALUES (:word)", word); });
}

void run_out_of_space(const std::filesystem::path& disk) {
  const auto opened = Database::open("sqlite:" + (disk / "data" / "test.db").string());
  ASSERT_TRUE(opened.has_value()) << opened.error().text();
  auto& database = **opened;
  ASSERT_TRUE(database.writer()
                  .write([](Session& session) { return session.execute("CREATE TABLE words (word TEXT)"); })
                  .has_value());
  ASSERT_TRUE(store(database, "before").has_value());

  fill(disk / "ballast");
  const auto refused = store(database, std::string(200'000, 'y'));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable) << refused.error().text();
  EXPECT_TRUE(refused.error().retryable);
  EXPECT_FALSE(refused.error().hint.empty());

  std::filesystem::remove(disk / "ballast");
  const auto again = store(database, "after");
  EXPECT_TRUE(again.has_value()) << again.error().text();
  const auto count =
      database.read([](Session& session) { return session.query_one<std::int64_t>("SELECT count(*) FROM words"); });
  EXPECT_EQ(std::get<0>(**count), 2);
}

TEST(FullDisk, IsUnavailableAndPasses) {
  const store::TemporaryDirectory directory;
  bool is_mounted = false;
  std::thread([&] {
    is_mounted = mount_small_disk(directory.path());
    if (is_mounted) run_out_of_space(directory.path());
  }).join();
  if (!is_mounted) GTEST_SKIP() << "this needs the right to mount a file system (root)";
}

}  // namespace
}  // namespace baryon::db
