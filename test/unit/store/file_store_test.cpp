#include "store/file_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "unit/store/store_conformance.h"
#include "unit/store/temporary_directory.h"

namespace baryon::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

StoreKey key_of(std::uint8_t byte) { return *StoreKey::from_bytes(std::vector<std::uint8_t>(StoreKey::size, byte)); }

std::unique_ptr<Store> open_store(const std::filesystem::path& root, std::uint8_t key = 1) {
  auto store = FileStore::open(root, key_of(key));
  EXPECT_TRUE(store) << store.error().text();
  return std::move(*store);
}

}  // namespace

class FileStoreHarness {
 public:
  static const char* reason_to_skip() { return nullptr; }
  Store& store() { return *store_; }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = open_store(directory_.path() / "objects");
};

INSTANTIATE_TYPED_TEST_SUITE_P(FileStore, StoreConformance, FileStoreHarness);

namespace {

class FileStoreTest : public ::testing::Test {
 protected:
  const std::filesystem::path& root() const { return root_; }
  Store& store() { return *store_; }

  Result<void> put(const std::string& key, std::string_view content) {
    auto file = file_of(content);
    return store().put(key, file, {});
  }

  ErrorCode error_of(const std::string& key) {
    Collected collected;
    const auto got = store().get(key, collected.sink);
    return got ? ErrorCode::internal : got.error().code;
  }

  std::string read(const std::filesystem::path& path) const {
    std::ifstream in(root_ / path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void write(const std::filesystem::path& path, const std::string& bytes) const {
    std::ofstream(root_ / path, std::ios::binary) << bytes;
  }

  std::size_t incoming() const {
    std::error_code none;
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(root_ / ".incoming", none), {}));
  }

 private:
  TemporaryDirectory directory_;
  std::filesystem::path root_ = directory_.path() / "data" / "objects";
  std::unique_ptr<Store> store_ = open_store(root_);
};

unsigned mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

TEST_F(FileStoreTest, KeysArePathsThatOnlyTheOwnerMayRead) {
  ASSERT_TRUE(put("PLAT/929d305/vpc/v1.tar.gz", "content"));
  EXPECT_EQ(mode_of(root()), 0700U);
  EXPECT_EQ(mode_of(root() / "PLAT" / "929d305"), 0700U);
  EXPECT_EQ(mode_of(root() / ".incoming"), 0700U);
  EXPECT_EQ(mode_of(root() / "PLAT" / "929d305" / "vpc" / "v1.tar.gz"), 0600U);
  EXPECT_FALSE(read("PLAT/929d305/vpc/v1.tar.gz").contains("content"));
}

TEST_F(FileStoreTest, AnotherStoreOnTheSameDirectoryReadsIt) {
  ASSERT_TRUE(put("a/b", "content"));
  Collected collected;
  ASSERT_TRUE(open_store(root().string() + "/")->get("a/b", collected.sink));
  EXPECT_EQ(collected.bytes, "content");
}

TEST_F(FileStoreTest, WorksInADirectoryGivenByARelativePath) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(root());
  const auto relative = open_store("./below/../below/");
  std::filesystem::current_path(before);
  auto file = file_of("x");
  ASSERT_TRUE(relative->put("a/b", file, {}));
  ASSERT_TRUE(relative->put("c", file, {}));
  EXPECT_TRUE(std::filesystem::exists(root() / "below" / "a" / "b"));
}

TEST_F(FileStoreTest, RemovingTheLastObjectRemovesItsDirectories) {
  ASSERT_TRUE(put("a/b/c", "x"));
  ASSERT_TRUE(put("a/d", "x"));
  ASSERT_TRUE(store().remove("a/b/c"));
  EXPECT_FALSE(std::filesystem::exists(root() / "a" / "b"));
  EXPECT_TRUE(std::filesystem::exists(root() / "a"));
  ASSERT_TRUE(store().remove("a/d"));
  EXPECT_FALSE(std::filesystem::exists(root() / "a"));
  EXPECT_TRUE(std::filesystem::exists(root()));
}

TEST_F(FileStoreTest, KeepsItsOwnFilesApart) {
  for (const auto* key : {".incoming", ".incoming/x"}) {
    EXPECT_EQ(put(key, "x").error().code, ErrorCode::invalid);
    EXPECT_EQ(store().remove(key).error().code, ErrorCode::invalid);
  }
  ASSERT_TRUE(put(".incoming-not", "x"));
  write(".incoming/half-written", "x");
  EXPECT_THAT(*store().list(""), ElementsAre(".incoming-not"));
  EXPECT_THAT(*store().list(".incoming/"), ElementsAre());
}

TEST_F(FileStoreTest, RefusesASegmentThatNoFileSystemTakes) {
  EXPECT_EQ(put(std::string(256, 'x'), "x").error().code, ErrorCode::invalid);
  EXPECT_EQ(put("a/" + std::string(256, 'x') + "/b", "x").error().code, ErrorCode::invalid);
  EXPECT_TRUE(put(std::string(255, 'x'), "x"));
}

TEST_F(FileStoreTest, NoKeyIsADirectoryOfAnother) {
  ASSERT_TRUE(put("a/b", "x"));
  EXPECT_EQ(put("a", "y").error().code, ErrorCode::conflict);
  EXPECT_EQ(put("a/b/c", "y").error().code, ErrorCode::conflict);
  EXPECT_EQ(put("a/b/c/d", "y").error().code, ErrorCode::conflict);
  EXPECT_THAT(*store().list(""), ElementsAre("a/b"));
  EXPECT_EQ(incoming(), 0);
}

TEST_F(FileStoreTest, OpeningClearsWhatACrashLeftAnHourAgo) {
  ASSERT_TRUE(put("a", "x"));
  write(".incoming/old", "half");
  write(".incoming/young", "half");
  std::filesystem::last_write_time(root() / ".incoming" / "old",
                                   std::filesystem::file_time_type::clock::now() - std::chrono::minutes(61));
  open_store(root());
  EXPECT_FALSE(std::filesystem::exists(root() / ".incoming" / "old"));
  EXPECT_TRUE(std::filesystem::exists(root() / ".incoming" / "young"));
}

TEST_F(FileStoreTest, LeavesNothingBehind) {
  ASSERT_TRUE(put("a", "x"));
  ASSERT_TRUE(put("a", "y"));
  ASSERT_TRUE(store().check());
  EXPECT_EQ(incoming(), 0);
}

TEST_F(FileStoreTest, DamagedObjectsAreCorrupt) {
  const auto content = bytes_of(150'000);
  ASSERT_TRUE(put("a", content));
  const auto good = read("a");
  for (const std::size_t at : {std::size_t{0}, std::size_t{20}, std::size_t{200}, good.size() / 2, good.size() - 1}) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    write("a", bad);
    EXPECT_EQ(error_of("a"), ErrorCode::corrupt) << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{19}, std::size_t{100}, good.size() / 2, good.size() - 1}) {
    write("a", good.substr(0, size));
    EXPECT_EQ(error_of("a"), ErrorCode::corrupt) << size;
    EXPECT_EQ(store().head("a").error().code, ErrorCode::corrupt) << size;
  }
  write("a", good);
  EXPECT_EQ(error_of("a"), ErrorCode::internal);  // that is: none
}

TEST_F(FileStoreTest, NothingOfADamagedChunkIsHandedOn) {
  const auto content = bytes_of(300'000);
  ASSERT_TRUE(put("a", content));
  auto bytes = read("a");
  bytes[bytes.size() - 10] = static_cast<char>(bytes[bytes.size() - 10] ^ 1);
  write("a", bytes);
  Collected collected;
  EXPECT_FALSE(store().get("a", collected.sink));
  EXPECT_EQ(collected.bytes.size(), 4 * 64 * 1024);
  EXPECT_TRUE(content.starts_with(collected.bytes));
}

TEST_F(FileStoreTest, ObjectsThatChangedPlacesAreCorrupt) {
  ASSERT_TRUE(put("a", "content of a"));
  ASSERT_TRUE(put("b", "content of b"));
  const auto a = read("a");
  const auto b = read("b");
  write("a", b);
  write("b", a);
  EXPECT_EQ(error_of("a"), ErrorCode::corrupt);
  EXPECT_EQ(store().head("b").error().code, ErrorCode::corrupt);
}

TEST_F(FileStoreTest, AForeignFileIsListedButCorrupt) {
  write("README.txt", "hello");
  EXPECT_THAT(*store().list(""), ElementsAre("README.txt"));
  EXPECT_EQ(error_of("README.txt"), ErrorCode::corrupt);
  std::filesystem::create_symlink("/etc/passwd", root() / "link");
  EXPECT_THAT(*store().list("l"), ElementsAre());
}

TEST_F(FileStoreTest, AnotherStoreKeyIsAMatterOfConfiguration) {
  ASSERT_TRUE(put("a", "content"));
  const auto stranger = open_store(root(), 2);
  Collected collected;
  const auto got = stranger->get("a", collected.sink);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::configuration);
  EXPECT_THAT(got.error().message, HasSubstr("another store key"));
  EXPECT_EQ(collected.bytes, "");
}

/// A small file system of its own, where this user may mount one.
class SmallDisk {
 public:
  SmallDisk() : is_mounted_(::mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
  ~SmallDisk() {
    if (is_mounted_) ::umount2(directory_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool is_mounted() const { return is_mounted_; }
  [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }
  void make_read_only() const {
    ASSERT_EQ(::mount("tmpfs", path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=1m"), 0);
  }

 private:
  TemporaryDirectory directory_;
  bool is_mounted_;
};

constexpr const char* no_mount = "this user may not mount a small file system here";

TEST(FileStoreOnASmallDisk, AFullDiskFailsThePutForNowAndHarmsNothing) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << no_mount;
  const auto store = open_store(disk.path() / "objects");
  const auto old_content = bytes_of(100'000);
  auto old_file = file_of(old_content);
  ASSERT_TRUE(store->put("dir/a", old_file, {}));

  auto big = file_of(bytes_of(2 * 1024 * 1024));
  const auto put = store->put("dir/a", big, {});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(put.error().retryable);
  EXPECT_THAT(put.error().text(), HasSubstr("object 'dir/a'"));
  EXPECT_THAT(put.error().hint, HasSubstr("disk space"));
  EXPECT_TRUE(std::filesystem::is_empty(disk.path() / "objects" / ".incoming"));

  Collected collected;
  ASSERT_TRUE(store->get("dir/a", collected.sink));
  EXPECT_TRUE(collected.bytes == old_content);
  auto small = file_of("small");
  EXPECT_TRUE(store->put("dir/b", small, {}));
  EXPECT_TRUE(store->check());

  std::ofstream filler(disk.path() / "filler", std::ios::binary);
  for (int i = 0; i < 2048; ++i) filler << std::string(1024, 'f') << std::flush;
  const auto checked = store->check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::unavailable);
}

TEST(FileStoreOnASmallDisk, AReadOnlyDirectoryStillServesReads) {
  const SmallDisk disk;
  if (!disk.is_mounted()) GTEST_SKIP() << no_mount;
  {
    const auto store = open_store(disk.path() / "objects");
    auto file = file_of("content");
    ASSERT_TRUE(store->put("a", file, {}));
  }
  disk.make_read_only();
  const auto store = open_store(disk.path() / "objects");
  Collected collected;
  EXPECT_TRUE(store->get("a", collected.sink));
  EXPECT_EQ(collected.bytes, "content");
  EXPECT_THAT(*store->list(""), ElementsAre("a"));
  auto file = file_of("x");
  for (const auto& failed : {store->put("b", file, {}), store->remove("a"), store->check()}) {
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_THAT(failed.error().hint, HasSubstr("read-only"));
  }
}

TEST(FileStoreOpen, SaysWhereItCannotBe) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() / "file") << "x";
  const auto store = FileStore::open(directory.path() / "file" / "objects", key_of(1));
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("file/objects"));
}

}  // namespace
}  // namespace baryon::store
