#include "store/store_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "base/file.h"
#include "unit/store/temporary_directory.h"

namespace baryon::store {
namespace {

using ::testing::HasSubstr;

class StoreKeyTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return directory_.path() / "keys" / "store.key"; }
  std::filesystem::path objects() const { return directory_.path() / "objects"; }

  Result<StoreKey> load() const { return StoreKey::load_or_make(file(), objects()); }

  void write(std::string_view content) const {
    std::filesystem::create_directories(file().parent_path());
    std::ofstream(file()) << content;
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(StoreKeyTest, IsMadeOnceAndReadFromThenOn) {
  const auto made = load();
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(made->bytes().size(), StoreKey::size);
  const auto read = load();
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(made->bytes()), to_hex(read->bytes()));
  EXPECT_EQ(made->id(), read->id());
  struct stat status{};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file().parent_path()), {}), 1);
}

TEST_F(StoreKeyTest, TheFileHoldsHexDigitsInALine) {
  write(std::string(64, 'a') + "\n");
  EXPECT_EQ(to_hex(load()->bytes()), std::string(64, 'a'));
  write(std::string(64, 'B') + "\r\n");
  EXPECT_EQ(to_hex(load()->bytes()), std::string(64, 'b'));
  write(std::string(64, 'c'));
  EXPECT_TRUE(load());
}

TEST_F(StoreKeyTest, TheIdTellsKeysApartAndNothingElse) {
  write(std::string(64, 'a'));
  const auto one = load();
  write(std::string(64, 'b'));
  const auto two = load();
  EXPECT_NE(one->id(), two->id());
  EXPECT_EQ(one->id().size(), 16);
  EXPECT_FALSE(to_hex(one->bytes()).contains(one->id()));
}

TEST_F(StoreKeyTest, AnyOtherContentIsRefusedWithoutBeingShown) {
  for (const auto& content :
       {std::string(), std::string("\n"), std::string(63, 'a'), std::string(62, 'a'), std::string(66, 'a'),
        std::string(63, 'a') + "g", std::string(2000, 'a'), "\n" + std::string(64, 'a'), std::string(32, 'a')}) {
    write(content);
    const auto key = load();
    ASSERT_FALSE(key) << content.size();
    EXPECT_EQ(key.error().code, ErrorCode::configuration);
    EXPECT_THAT(key.error().message, HasSubstr(file().string()));
    EXPECT_FALSE(key.error().text().contains("aaaaaaaa"));
  }
}

TEST_F(StoreKeyTest, ALostKeyIsNeverReplacedWhileThereAreObjects) {
  ASSERT_TRUE(load());
  std::filesystem::create_directories(objects() / "PLAT");
  std::ofstream(objects() / "PLAT" / "a.tar.gz") << "sealed";
  EXPECT_TRUE(load());
  std::filesystem::remove(file());
  const auto key = load();
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::configuration);
  EXPECT_THAT(key.error().message, HasSubstr("is missing"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(StoreKeyTest, EmptyDirectoriesAndLeftoversAreNoObjects) {
  std::filesystem::create_directories(objects() / "PLAT");
  std::filesystem::create_directories(objects() / ".incoming");
  std::ofstream(objects() / ".incoming" / "leftover") << "half";
  EXPECT_TRUE(load());
}

TEST_F(StoreKeyTest, AFileThatCannotBeReadIsNotTakenForAMissingOne) {
  std::filesystem::create_directories(file());  // a directory in its place
  const auto key = load();
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, ErrorCode::unavailable);
  EXPECT_THAT(key.error().message, HasSubstr("the store key"));
}

TEST_F(StoreKeyTest, AKeyOpenToOthersIsReadWithAWarning) {
  write(std::string(64, 'a'));
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  ::testing::internal::CaptureStderr();
  const auto key = load();
  const auto log = ::testing::internal::GetCapturedStderr();
  EXPECT_TRUE(key);
  EXPECT_THAT(log, HasSubstr("store key is open to others"));
  EXPECT_FALSE(log.contains("aaaaaaaa"));
}

TEST_F(StoreKeyTest, ManyThatFindNoneEndWithTheSameKey) {
  for (int round = 0; round < 20; ++round) {
    std::filesystem::remove(file());
    std::vector<std::string> keys(8);
    std::vector<std::thread> threads;
    for (auto& key : keys)
      threads.emplace_back([&key, this] {
        const auto loaded = load();
        key = loaded ? to_hex(loaded->bytes()) : loaded.error().text();
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), 1);
    EXPECT_EQ(keys[0].size(), 64);
  }
}

TEST_F(StoreKeyTest, ProcessesThatFindNoneEndWithTheSameKey) {
  std::vector<std::pair<pid_t, int>> children;
  for (int i = 0; i < 4; ++i) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto child = ::fork();
    if (child == 0) {
      const auto loaded = load();
      const auto text = loaded ? to_hex(loaded->bytes()) : std::string(64, '?');
      ::_exit(::write(ends[1], text.data(), text.size()) == 64 ? 0 : 1);
    }
    ::close(ends[1]);
    children.emplace_back(child, ends[0]);
  }
  std::set<std::string> keys;
  for (const auto& [child, end] : children) {
    std::string key(64, '\0');
    EXPECT_EQ(::read(end, key.data(), key.size()), 64);
    keys.insert(key);
    ::close(end);
    ::waitpid(child, nullptr, 0);
  }
  EXPECT_EQ(keys, std::set<std::string>{to_hex(load()->bytes())});
}

}  // namespace
}  // namespace baryon::store
