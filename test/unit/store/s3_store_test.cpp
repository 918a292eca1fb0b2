#include "store/s3_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "aws/signer.h"
#include "net/http_client.h"
#include "unit/store/s3_server.h"
#include "unit/store/store_conformance.h"

namespace baryon::store {

/// A store in a bucket of its own on the real server.
template <bool is_versioned>
class S3StoreHarness {
 public:
  static const char* reason_to_skip() { return S3Server::is_there() ? nullptr : "BARYON_TEST_S3 names no S3 server"; }

  Store& store() { return *store_; }
  S3Store& s3() { return *store_; }

 private:
  S3Server server_;
  std::unique_ptr<S3Store> store_ = std::make_unique<S3Store>(
      S3Store::Options{.client = {.location = server_.location(server_.make_bucket(is_versioned))}},
      server_.credentials(), server_.pauses(), system_clock());
};

using S3Harness = S3StoreHarness<false>;
using VersionedS3Harness = S3StoreHarness<true>;

INSTANTIATE_TYPED_TEST_SUITE_P(S3Store, StoreConformance, S3Harness);
INSTANTIATE_TYPED_TEST_SUITE_P(VersionedS3Store, StoreConformance, VersionedS3Harness);

namespace {

using ::testing::ElementsAre;

class S3StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!S3Server::is_there()) GTEST_SKIP() << S3Harness::reason_to_skip();
    server_ = std::make_unique<S3Server>();
  }

  std::unique_ptr<S3Store> open(const std::string& bucket, const std::string& prefix = {}) {
    return std::make_unique<S3Store>(S3Store::Options{.client = {.location = server_->location(bucket, prefix)}},
                                     server_->credentials(), server_->pauses(), system_clock());
  }

  S3Server& server() { return *server_; }

 private:
  std::unique_ptr<S3Server> server_;
};

Result<void> put(Store& store, const std::string& key, std::string_view content, const Metadata& metadata = {}) {
  auto file = file_of(content);
  return store.put(key, file, metadata);
}

TEST_F(S3StoreTest, APrefixIsAStoreOfItsOwn) {
  const auto bucket = server().make_bucket(true);
  const auto whole = open(bucket);
  const auto part = open(bucket, "baryon/objects");
  ASSERT_TRUE(put(*part, "PLAT/a", "x"));
  ASSERT_TRUE(put(*whole, "baryon/other", "x"));
  EXPECT_THAT(*part->list(""), ElementsAre("PLAT/a"));
  EXPECT_THAT(*whole->list(""), ElementsAre("baryon/objects/PLAT/a", "baryon/other"));
  EXPECT_EQ(part->list_versions("")->size(), 1);
  ASSERT_TRUE(part->remove_versions(*part->list_versions("")));
  EXPECT_THAT(*whole->list(""), ElementsAre("baryon/other"));
}

TEST_F(S3StoreTest, AKeyThatIsTooLongWithItsPrefixIsInvalid) {
  const auto store = open("some-bucket", "prefix");
  EXPECT_EQ(put(*store, std::string(max_key_bytes - 6, 'k'), "x").error().code, ErrorCode::invalid);
}

TEST_F(S3StoreTest, KeepsVersionsOfAKeyAndMarksItRemoved) {
  const auto store = open(server().make_bucket(true));
  ASSERT_TRUE(put(*store, "a", "first"));
  ASSERT_TRUE(put(*store, "a", "second!"));
  ASSERT_TRUE(store->remove("a"));
  const auto versions = *store->list_versions("a");
  ASSERT_EQ(versions.size(), 3);
  EXPECT_TRUE(versions[0].is_delete_marker && versions[0].is_latest);
  EXPECT_EQ(versions[1].size, 7);
  EXPECT_EQ(versions[2].size, 5);
  ASSERT_TRUE(store->remove_versions(std::span(versions).first(2)));
  Collected collected;
  ASSERT_TRUE(store->get("a", collected.sink));
  EXPECT_EQ(collected.bytes, "first");
}

TEST_F(S3StoreTest, ListsAndRemovesMoreThanOneRequestTakes) {
  constexpr int count = 1003;
  const auto store = open(server().make_bucket(false));
  std::vector<std::jthread> writers;
  std::atomic<int> failures = 0;
  for (int writer = 0; writer < 8; ++writer)
    writers.emplace_back([&, writer] {
      for (int i = writer; i < count; i += 8) failures += put(*store, "many/" + std::to_string(i), "x") ? 0 : 1;
    });
  writers.clear();
  ASSERT_EQ(failures, 0);
  EXPECT_EQ(store->list("many/")->size(), count);
  const auto versions = *store->list_versions("");
  EXPECT_EQ(versions.size(), count);
  ASSERT_TRUE(store->remove_versions(versions));
  EXPECT_TRUE(store->list("")->empty());
}

TEST_F(S3StoreTest, ThePresignedUrlOfAnObjectIsTaken) {
  const auto bucket = server().make_bucket(false);
  ASSERT_TRUE(put(*open(bucket), "a b/\u00FC", "content"));
  const auto url = server().location(bucket).url("a b/\u00FC");
  const auto presigned = aws::presign({.url = url},
                                      {.credentials = *server().credentials().credentials(),
                                       .region = "eu-west-1",
                                       .service = "s3",
                                       .time = system_clock().now()},
                                      std::chrono::minutes(1));
  ASSERT_TRUE(presigned) << presigned.error().text();
  net::HttpClient client;
  EXPECT_EQ(client.send({.url = *presigned})->body, "content");
  EXPECT_EQ(client.send({.url = url})->status, 403);
}

TEST_F(S3StoreTest, TellsHowTheBucketKeepsObjects) {
  for (const bool is_versioned : {false, true}) {
    const auto bucket = server().make_bucket(is_versioned);
    const auto found = open(bucket, "kept")->examine();
    ASSERT_TRUE(found) << found.error().text();
    EXPECT_EQ(found->versioning, is_versioned ? "Enabled" : "");
    for (const auto& trial : found->trials)
      EXPECT_TRUE(trial.outcome) << trial.action << ": " << trial.outcome.error().text();
    EXPECT_THAT(found->left, ::testing::IsEmpty());
    EXPECT_THAT(open(bucket)->list_versions("").value(), ::testing::IsEmpty());
  }
}

TEST_F(S3StoreTest, AnExaminationOfWhatIsNotThereEndsAtOnce) {
  const auto found = open("no-such-bucket-here")->examine();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::configuration);
}

TEST_F(S3StoreTest, AMissingBucketIsAMatterOfConfiguration) {
  const auto store = open("no-such-bucket-here");
  const auto failed = put(*store, "a", "x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::configuration);
  EXPECT_THAT(failed.error().message, ::testing::HasSubstr("NoSuchBucket"));
  EXPECT_FALSE(store->check());
}

}  // namespace
}  // namespace baryon::store
