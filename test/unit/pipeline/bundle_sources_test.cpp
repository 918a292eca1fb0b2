#include "pipeline/bundle_sources.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "bundle/quota.h"
#include "unit/archive/tar_builder.h"
#include "unit/store/content.h"
#include "unit/store/store_double.h"
#include "unit/store/temporary_directory.h"

namespace baryon::pipeline {
namespace {

class UploadsAndObjects : public ::testing::Test {
 protected:
  UploadsAndObjects() { std::filesystem::create_directories(uploads()); }

  [[nodiscard]] std::filesystem::path uploads() const { return directory_.path() / "uploads"; }

  void upload(const std::string& name, const std::string& content) const {
    const auto path = uploads() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << content;
  }

  [[nodiscard]] Result<std::string> fetch(const std::string& bucket, const std::string& key) {
    const BundleSources sources(store_, uploads(), directory_.path());
    BARYON_TRY(auto file, sources.fetch({.bucket = bucket, .key = key}));
    return test::content_of(file);
  }

  [[nodiscard]] Error refusal(const std::string& bucket, const std::string& key) {
    const auto fetched = fetch(bucket, key);
    EXPECT_FALSE(fetched.has_value()) << key;
    const auto error = fetched ? Error{} : fetched.error();
    EXPECT_FALSE(error.text().contains(directory_.path().string())) << error.text();
    return error;
  }

  store::TemporaryDirectory directory_;
  store::StoreDouble store_;
};

TEST_F(UploadsAndObjects, ReadObjectsOfTheStore) {
  auto content = store::file_of("the object");
  ASSERT_TRUE(store_.put("PLAT/abc/vpc/v1.tar.gz", content, {}).has_value());
  EXPECT_EQ(*fetch("objects", "PLAT/abc/vpc/v1.tar.gz"), "the object");
}

TEST_F(UploadsAndObjects, ReadTheBucketThatTheStoreIsInByItsName) {
  store::StoreDouble bucket;
  auto content = store::file_of("by hand");
  ASSERT_TRUE(bucket.put("elsewhere/vpc.tar.gz", content, {}).has_value());
  const BundleSources sources(store_, uploads(), directory_.path(), {.name = "my-bucket", .store = &bucket});
  auto file = sources.fetch({.bucket = "my-bucket", .key = "elsewhere/vpc.tar.gz"});
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(test::content_of(*file), "by hand");
  EXPECT_EQ(sources.fetch({.bucket = "other-bucket", .key = "elsewhere/vpc.tar.gz"}).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(refusal("my-bucket", "elsewhere/vpc.tar.gz").code, ErrorCode::not_found) << "the store is in no bucket";
}

TEST_F(UploadsAndObjects, ReadFilesOfTheUploads) {
  upload("vpc.tar.gz", "the file");
  upload("team/a b.tar.gz", "another");
  EXPECT_EQ(*fetch("uploads", "vpc.tar.gz"), "the file");
  EXPECT_EQ(*fetch("uploads", "team/a b.tar.gz"), "another");
}

TEST_F(UploadsAndObjects, SayWhatIsNotThere) {
  EXPECT_EQ(refusal("objects", "vpc.tar.gz").message, "there is no object 'vpc.tar.gz' in the store");
  EXPECT_EQ(refusal("uploads", "vpc.tar.gz").message, "there is no file 'vpc.tar.gz' in the uploads directory");
  EXPECT_EQ(refusal("uploads", "team/vpc.tar.gz").code, ErrorCode::not_found);
  upload("file", "");
  EXPECT_EQ(refusal("uploads", "file/vpc.tar.gz").code, ErrorCode::not_found);
  const auto bucket = refusal("my-bucket", "vpc.tar.gz");
  EXPECT_EQ(bucket.message, "there is no bucket 'my-bucket'");
  EXPECT_TRUE(bucket.hint.contains("uploads")) << bucket.hint;
}

TEST_F(UploadsAndObjects, DoNotLeaveTheUploads) {
  std::ofstream(directory_.path() / "secret") << "secret";
  for (const auto* const key : {"../secret", "a/../../secret", "/etc/passwd", "./vpc", "a//b", ".."})
    EXPECT_EQ(refusal("uploads", key).code, ErrorCode::invalid) << key;
  std::filesystem::create_symlink("../secret", uploads() / "link");
  std::filesystem::create_directory_symlink("..", uploads() / "up");
  EXPECT_EQ(refusal("uploads", "link").code, ErrorCode::not_found);
  EXPECT_EQ(refusal("uploads", "up/secret").code, ErrorCode::not_found);
}

TEST_F(UploadsAndObjects, TakeRegularFilesOnly) {
  ASSERT_EQ(::mkfifo((uploads() / "fifo").c_str(), 0600), 0);
  std::filesystem::create_directory(uploads() / "directory");
  EXPECT_EQ(refusal("uploads", "fifo").code, ErrorCode::not_found);
  EXPECT_EQ(refusal("uploads", "directory").code, ErrorCode::not_found);
}

TEST_F(UploadsAndObjects, AreNotReadBeyondTheLimit) {
  const std::string most(bundle::quota::bundle_bytes, 'x');
  upload("most", most);
  EXPECT_EQ(fetch("uploads", "most")->size(), most.size());
  upload("more", most + "x");
  EXPECT_EQ(refusal("uploads", "more").code, ErrorCode::too_large);
  auto content = store::file_of(most + "x");
  ASSERT_TRUE(store_.put("more", content, {}).has_value());
  const auto error = refusal("objects", "more");
  EXPECT_EQ(error.code, ErrorCode::too_large);
  EXPECT_TRUE(error.message.contains("bundle_bytes")) << error.message;
}

TEST_F(UploadsAndObjects, SayThatTheStoreIsAwayForNow) {
  store_.fail_next(store::StoreDouble::Call::get,
                   Error{.code = ErrorCode::unavailable, .message = "no network", .retryable = true});
  EXPECT_EQ(refusal("objects", "vpc.tar.gz").code, ErrorCode::unavailable);
}

TEST_F(UploadsAndObjects, DoNotTellWhereUnreadableFilesLie) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  upload("closed", "x");
  std::filesystem::permissions(uploads() / "closed", std::filesystem::perms::none);
  EXPECT_EQ(refusal("uploads", "closed").code, ErrorCode::denied);
}

}  // namespace
}  // namespace baryon::pipeline
