#include "app/shared_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "unit/support/temporary_database.h"

namespace baryon::app {
namespace {

/// Data directories of nodes, and the database that they share.
class SharedKeys : public ::testing::Test {
 protected:
  std::filesystem::path node(const std::string& name) {
    auto directory = database_.directory() / name;
    EXPECT_TRUE(make_private_directory(directory).has_value());
    return directory;
  }

  static void put(const std::filesystem::path& file, const std::string& text) {
    ASSERT_TRUE(write_file_atomically(file, text).has_value());
  }

  template <class Function>
  auto write(Function function) {
    return database_->writer().write(function);
  }

  test::TemporaryDatabase database_;
};

TEST_F(SharedKeys, AreThoseOfWhoCameFirst) {
  const auto agree_on = [this](const std::string& proposal) {
    return write([&](db::Session& session) { return agree_on_key(session, "store-key", proposal); }).value();
  };
  EXPECT_EQ(agree_on("first"), "first");
  EXPECT_EQ(agree_on("second"), "first");
}

TEST_F(SharedKeys, MoveFromADirectoryToAnother) {
  const auto one = node("one");
  const auto two = node("two");
  put(one / "store-key", "key\n");
  put(one / "webhook-secret", "secret\n");
  EXPECT_EQ(write([&](db::Session& session) { return store_key_files(session, one); }).value().size(), 2U);
  EXPECT_EQ(write([&](db::Session& session) { return write_key_files(session, two); }).value().size(), 2U);
  EXPECT_EQ(read_small_file(two / "store-key", 100).value(), "key\n");
  EXPECT_EQ(std::filesystem::status(two / "store-key").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(SharedKeys, AreNotReplaced) {
  const auto one = node("one");
  const auto two = node("two");
  put(one / "store-key", "key\n");
  put(two / "store-key", "another\n");
  ASSERT_TRUE(write([&](db::Session& session) { return store_key_files(session, one); }).has_value());
  const auto stored = write([&](db::Session& session) { return store_key_files(session, two); });
  const auto written = write([&](db::Session& session) { return write_key_files(session, two); });
  for (const auto& refused : {stored, written}) {
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::configuration);
    EXPECT_FALSE(refused.error().text().contains("another\n"));
  }
  EXPECT_EQ(read_small_file(two / "store-key", 100).value(), "another\n");
}

}  // namespace
}  // namespace baryon::app
