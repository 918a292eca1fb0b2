#include "store/s3/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "aws/credentials_source.h"
#include "base/sha256.h"
#include "store/s3_store.h"
#include "unit/net/raw_server.h"
#include "unit/store/content.h"
#include "unit/support/manual_clock.h"

// What the real server in s3_store_test.cpp does not do on demand, or not at all.
namespace baryon::store::s3 {
namespace {

using net::http_answer;
using net::RawPeer;
using net::RawServer;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Answers the requests of all connections in their order with what a script says; no pauses, time that stands still.
class ScriptedServer {
 public:
  using Step = std::function<void(RawPeer&, const std::string& request)>;

  explicit ScriptedServer(std::vector<Step> steps)
      : steps_(std::move(steps)), server_([this](RawPeer& peer) { serve(peer); }) {}

  static Step answer(std::string bytes) {
    return [bytes = std::move(bytes)](RawPeer& peer, const std::string&) { peer.send(bytes); };
  }

  /// The connection ends after this step.
  Step cut(std::string bytes) {
    return [this, bytes = std::move(bytes)](RawPeer& peer, const std::string&) {
      peer.send(bytes);
      ends_ = true;
    };
  }

  void set(std::vector<Step> steps) {
    const std::lock_guard lock(mutex_);
    steps_ = std::move(steps);
  }

  [[nodiscard]] std::string url() const { return server_.url(""); }

  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      Step step;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        if (requests_.size() <= steps_.size()) step = steps_[requests_.size() - 1];
      }
      if (!step) return;
      step(peer, request);
      if (ends_.exchange(false)) return;
    }
  }

  mutable std::mutex mutex_;
  std::vector<Step> steps_;
  std::vector<std::string> requests_;
  std::atomic<bool> ends_ = false;
  RawServer server_;
};

class NoPauses final : public Pauses {
 public:
  bool pause(std::chrono::milliseconds time) override {
    pauses.push_back(time);
    return true;
  }
  std::vector<std::chrono::milliseconds> pauses;
};

std::string refused(const std::string& status, const std::string& code, const std::string& more = {},
                    const std::string& headers = {}) {
  return http_answer(status,
                     "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>because</Message>" + more +
                         "<RequestId>4442587FB7D0A2F9</RequestId></Error>",
                     headers);
}

/// The answer to an upload.
std::string stored(const std::string& headers = {}) { return http_answer("200 OK", "", "ETag: \"e\"\r\n" + headers); }

class S3ClientTest : public ::testing::Test {
 protected:
  using Steps = std::vector<ScriptedServer::Step>;

  static ScriptedServer::Step answer(std::string bytes) { return ScriptedServer::answer(std::move(bytes)); }
  ScriptedServer::Step cut(std::string bytes) { return server_.cut(std::move(bytes)); }

  void script(Steps steps) { server_.set(std::move(steps)); }

  S3Store& store() {
    if (!store_)
      store_ = std::make_unique<S3Store>(S3Store::Options{.client = {.location = {.bucket = "bucket",
                                                                                  .prefix = "prefix",
                                                                                  .region = "eu-west-1",
                                                                                  .endpoint = server_.url(),
                                                                                  .is_path_style = true}},
                                                          .encryption = encryption_},
                                         credentials(), pauses_, clock_);
    return *store_;
  }

  virtual aws::CredentialsSource& credentials() { return fixed_; }

  Result<void> put(const std::string& content) {
    auto file = file_of(content);
    return store().put("k", file, {{"branch", "main"}});
  }

  Result<std::string> get() {
    Collected collected;
    BARYON_CHECK(store().get("k", collected.sink));
    return collected.bytes;
  }

  Error put_error(std::string bytes) {
    script(Steps(5, answer(std::move(bytes))));
    const auto failed = put("x");
    EXPECT_FALSE(failed);
    return failed ? Error{} : failed.error();
  }

  std::vector<std::string> requests() const { return server_.requests(); }
  void encrypt(Encryption encryption) { encryption_ = std::move(encryption); }
  NoPauses& pauses() { return pauses_; }

 private:
  ScriptedServer server_{{}};
  aws::FixedCredentials fixed_{{.access_key_id = "ID", .secret = Secret("secret")}};
  NoPauses pauses_;
  test::ManualClock clock_;
  Encryption encryption_;
  std::unique_ptr<S3Store> store_;
};

TEST_F(S3ClientTest, ASmallObjectCostsOneRequestThatSaysEverything) {
  script({answer(stored())});
  ASSERT_TRUE(put("content"));
  ASSERT_EQ(requests().size(), 1);
  const auto request = requests()[0];
  EXPECT_TRUE(request.starts_with("PUT /bucket/prefix/k HTTP/1.1\r\n")) << request;
  for (const auto* field :
       {"x-amz-server-side-encryption: AES256", "x-amz-meta-branch: main", "If-None-Match: *",
        "x-amz-meta-baryon-sha256: ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
        "X-Amz-Content-Sha256: ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"})
    EXPECT_THAT(request, HasSubstr(std::string("\r\n") + field + "\r\n"));
  EXPECT_THAT(request, HasSubstr("SignedHeaders=content-type;host;if-none-match;x-amz-content-sha256;x-amz-date;"
                                 "x-amz-meta-baryon-sha256;x-amz-meta-branch;x-amz-server-side-encryption,"));
  EXPECT_TRUE(request.ends_with("\r\n\r\ncontent"));
}

TEST_F(S3ClientTest, TriesAgainWhatMayPass) {
  script({answer(refused("503 Slow Down", "SlowDown")), answer(refused("500 Internal Server Error", "InternalError")),
          cut("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhalf"), answer(stored())});
  EXPECT_TRUE(put("x"));
  EXPECT_EQ(requests().size(), 4);
  ASSERT_EQ(pauses().pauses.size(), 3);
  EXPECT_GE(pauses().pauses[0], std::chrono::seconds(1)) << "told to slow down";
}

TEST_F(S3ClientTest, GivesUpAfterSomeTries) {
  script(Steps(20, answer(refused("503 Slow Down", "SlowDown"))));
  const auto failed = put("x");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(failed.error().retryable);
  EXPECT_EQ(requests().size(), Client::most_tries);
}

TEST_F(S3ClientTest, NamesTheMissingPermission) {
  const auto error = put_error(refused("403 Forbidden", "AccessDenied"));
  EXPECT_EQ(error.code, ErrorCode::denied);
  EXPECT_EQ(error.message,
            "bucket 'bucket' refused the upload of 'k' (403 AccessDenied, request 4442587FB7D0A2F9): because");
  EXPECT_THAT(error.hint, HasSubstr("allow s3:PutObject on arn:aws:s3:::bucket/prefix/*"));
  EXPECT_EQ(requests().size(), 1) << "this does not pass by itself";
}

TEST_F(S3ClientTest, NamesTheRightRegion) {
  const auto malformed =
      put_error(refused("400 Bad Request", "AuthorizationHeaderMalformed", "<Region>us-west-2</Region>"));
  EXPECT_EQ(malformed.code, ErrorCode::configuration);
  EXPECT_EQ(malformed.hint, "the bucket is in us-west-2: set region=us-west-2 in store.url");
}

TEST_F(S3ClientTest, NamesTheRightRegionWhereOnlyAHeaderTellsIt) {
  script(Steps(
      2, answer("HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: us-west-2\r\nContent-Length: 0\r\n\r\n")));
  EXPECT_THAT(store().head("k").error().hint, HasSubstr("set region=us-west-2"));
}

TEST_F(S3ClientTest, TellsHowWrongTheClockIs) {
  // The clock of this test stands at 2026-09-21T14:13:20Z.
  const auto error =
      put_error(refused("403 Forbidden", "RequestTimeTooSkewed", "", "Date: Mon, 21 Sep 2026 13:33:20 GMT\r\n"));
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_EQ(error.hint, "this machine's clock is 2400 s before the server's: set it");
}

TEST_F(S3ClientTest, SaysThatAWebPageIsNoS3Server) {
  for (const auto* status : {"404 Not Found", "403 Forbidden", "400 Bad Request"}) {
    const auto error = put_error(http_answer(status, "<!DOCTYPE html><html><body>Log in</body></html>"));
    EXPECT_EQ(error.code, ErrorCode::configuration);
    EXPECT_THAT(error.message, HasSubstr("is no S3 server"));
    EXPECT_THAT(error.hint, HasSubstr("endpoint="));
  }
}

TEST_F(S3ClientTest, AWebPageWith200IsNotTakenForAnUpload) {
  const auto error = put_error(http_answer("200 OK", "<html><body>Log in</body></html>"));
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_THAT(error.message, HasSubstr("is no S3 server"));
}

TEST_F(S3ClientTest, AMissingKeyOfKmsIsAMatterOfConfiguration) {
  EXPECT_THAT(put_error(refused("400 Bad Request", "KMS.NotFoundException")).hint, HasSubstr("store.kms_key_id"));
}

TEST_F(S3ClientTest, TheSameContentIsNotWrittenTwice) {
  const std::string digest = to_hex(sha256("x"));
  script({answer(refused("412 Precondition Failed", "PreconditionFailed")),
          answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nx-amz-meta-branch: main\r\nx-amz-meta-baryon-sha256: " +
                 digest + "\r\n\r\n")});
  EXPECT_TRUE(put("x"));
  ASSERT_EQ(requests().size(), 2);
  EXPECT_TRUE(requests()[1].starts_with("HEAD "));
}

TEST_F(S3ClientTest, OtherContentReplacesWhatIsThere) {
  script({answer(refused("412 Precondition Failed", "PreconditionFailed")),
          answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nx-amz-meta-branch: main\r\nx-amz-meta-baryon-sha256: "
                 "other\r\n\r\n"),
          answer(stored())});
  EXPECT_TRUE(put("x"));
  ASSERT_EQ(requests().size(), 3);
  EXPECT_THAT(requests()[2], AllOf(HasSubstr("PUT "), Not(HasSubstr("If-None-Match"))));
}

TEST_F(S3ClientTest, AServerWithoutConditionsIsNotAskedForThemAgain) {
  script({answer(refused("501 Not Implemented", "NotImplemented")), answer(stored()), answer(stored())});
  EXPECT_TRUE(put("x"));
  EXPECT_TRUE(put("x"));
  ASSERT_EQ(requests().size(), 3);
  EXPECT_THAT(requests()[2], Not(HasSubstr("If-None-Match")));
}

TEST_F(S3ClientTest, AnotherEncryptionThanAskedForIsAnError) {
  encrypt({.algorithm = "aws:kms", .kms_key_id = "1234"});
  const auto error = put_error(stored("x-amz-server-side-encryption: AES256\r\n"));
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_THAT(error.message, HasSubstr("did not encrypt 'k'"));
  EXPECT_THAT(requests()[0], HasSubstr("\r\nx-amz-server-side-encryption: aws:kms\r\n"));
  EXPECT_THAT(requests()[0], HasSubstr("\r\nx-amz-server-side-encryption-aws-kms-key-id: 1234\r\n"));
}

TEST_F(S3ClientTest, AServerThatHasConfirmedEncryptionHasToGoOn) {
  script({answer(stored()), answer(stored("x-amz-server-side-encryption: AES256\r\n")), answer(stored())});
  EXPECT_TRUE(put("one")) << "some servers say nothing";
  EXPECT_TRUE(put("two"));
  EXPECT_FALSE(put("three"));
}

TEST_F(S3ClientTest, ADownloadGoesOnWhereItBrokeOff) {
  const std::string content = bytes_of(100'000);
  const std::string head = "ETag: \"e\"\r\nx-amz-meta-baryon-sha256: " + to_hex(sha256(content)) + "\r\n";
  script({cut("HTTP/1.1 200 OK\r\n" + head + "Content-Length: 100000\r\n\r\n" + content.substr(0, 40'000)),
          answer(http_answer("206 Partial Content", content.substr(40'000), head))});
  const auto got = get();
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(*got == content);
  ASSERT_EQ(requests().size(), 2);
  EXPECT_THAT(requests()[1], HasSubstr("\r\nRange: bytes=40000-\r\n"));
  EXPECT_THAT(requests()[1], HasSubstr("\r\nIf-Match: \"e\"\r\n"));
}

TEST_F(S3ClientTest, ADownloadGoesOnWhereTheServerKnowsNoRanges) {
  const std::string content = bytes_of(100'000);
  script({cut("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 100000\r\n\r\n" + content.substr(0, 40'000)),
          answer(http_answer("200 OK", content, "ETag: \"e\"\r\n"))});
  EXPECT_TRUE(*get() == content);
}

TEST_F(S3ClientTest, ADownloadNeverMixesTwoObjects) {
  for (const auto& second : {refused("412 Precondition Failed", "PreconditionFailed"),
                             http_answer("200 OK", std::string(1000, 'y'), "ETag: \"other\"\r\n")}) {
    script({cut("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 1000\r\n\r\n" + std::string(400, 'x')),
            answer(second),
            cut("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 1000\r\n\r\n" + std::string(400, 'x')),
            answer(second)});
    const auto got = get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().message, HasSubstr("was replaced while it was read"));
    EXPECT_TRUE(got.error().retryable);
  }
}

TEST_F(S3ClientTest, ContentThatDoesNotMatchItsDigestIsCorrupt) {
  script({answer(http_answer("200 OK", "altered", "x-amz-meta-baryon-sha256: " + to_hex(sha256("content")) + "\r\n"))});
  const auto got = get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, ErrorCode::corrupt);
}

TEST_F(S3ClientTest, AnUploadInPartsThatFailsIsAborted) {
  script({answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
          answer(http_answer(
              "200 OK", "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"))});
  auto steps =
      Steps{answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
            answer(http_answer(
                "200 OK", "<InitiateMultipartUploadResult><UploadId>u/1</UploadId></InitiateMultipartUploadResult>"))};
  const auto by_request = [](RawPeer& peer, const std::string& request) {
    peer.send(request.starts_with("DELETE ") ? http_answer("204 No Content", "")
                                             : refused("403 Forbidden", "AccessDenied"));
  };
  for (int i = 0; i < 10; ++i) steps.emplace_back(by_request);
  script(std::move(steps));
  const auto failed = put(std::string(single_put_bytes + 1, 'x'));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::denied);
  EXPECT_TRUE(requests().back().starts_with("DELETE /bucket/prefix/k?uploadId=u%2F1 ")) << requests().back();
}

TEST_F(S3ClientTest, AnErrorThatComesWithA200IsOne) {
  const auto etag = [](RawPeer& peer, const std::string& request) {
    if (request.starts_with("PUT ")) return peer.send(http_answer("200 OK", "", "ETag: \"p\"\r\n"));
    if (request.starts_with("DELETE ")) return peer.send(http_answer("204 No Content", ""));
    peer.send(refused("200 OK", "InvalidPart"));
  };
  auto steps =
      Steps{answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
            answer(http_answer(
                "200 OK", "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"))};
  for (int i = 0; i < 10; ++i) steps.emplace_back(etag);
  script(std::move(steps));
  const auto failed = put(std::string(single_put_bytes + 1, 'x'));
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("InvalidPart"));
  EXPECT_TRUE(requests().back().starts_with("DELETE "));
}

TEST_F(S3ClientTest, RemovalsThatFailAreCounted) {
  script({answer(http_answer("200 OK",
                             "<DeleteResult><Error><Key>prefix/a</Key><Code>AccessDenied</Code></Error>"
                             "<Error><Key>prefix/b</Key><Code>NoSuchVersion</Code></Error>"
                             "<Error><Key>prefix/c</Key><Code>AccessDenied</Code></Error></DeleteResult>"))});
  const std::vector<ObjectVersion> versions{{.key = "a"}, {.key = "b"}, {.key = "c"}};
  const auto removed = store().remove_versions(versions);
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().code, ErrorCode::denied);
  EXPECT_THAT(removed.error().message, AllOf(HasSubstr("'prefix/a'"), HasSubstr("1 more could not be removed")));
  EXPECT_THAT(removed.error().hint, HasSubstr("s3:DeleteObjectVersion"));
}

/// Hands out the next key when one is rejected.
class Renewable final : public aws::CredentialsSource {
 public:
  Result<aws::Credentials> credentials() override {
    return aws::Credentials{.access_key_id = "KEY" + std::to_string(number_.load()), .secret = Secret("s")};
  }
  void reject(const aws::Credentials&) override { ++number_; }

 private:
  std::atomic<int> number_ = 1;
};

class S3ClientWithRenewableKeyTest : public S3ClientTest {
 protected:
  aws::CredentialsSource& credentials() override { return renewable_; }

 private:
  Renewable renewable_;
};

TEST_F(S3ClientWithRenewableKeyTest, AnExpiredKeyIsRenewedInTheMiddle) {
  script({answer(refused("400 Bad Request", "ExpiredToken")), answer(stored())});
  EXPECT_TRUE(put("x"));
  ASSERT_EQ(requests().size(), 2);
  EXPECT_THAT(requests()[0], HasSubstr("Credential=KEY1/"));
  EXPECT_THAT(requests()[1], HasSubstr("Credential=KEY2/"));
}

TEST_F(S3ClientTest, AnExpiredKeyThatCannotBeRenewedIsTold) {
  const auto error = put_error(refused("400 Bad Request", "ExpiredToken"));
  EXPECT_EQ(error.code, ErrorCode::denied);
  EXPECT_FALSE(error.retryable);
  EXPECT_EQ(requests().size(), 1);
}

TEST(S3Parts, FitIntoTheirLimits) {
  EXPECT_EQ(part_bytes(17 * mib), 16 * mib);
  EXPECT_EQ(part_bytes(max_parts * 16 * mib), 16 * mib);
  EXPECT_EQ(part_bytes(max_parts * 16 * mib + 1), 17 * mib);
  for (const auto size : {std::uint64_t{max_object_bytes}, std::uint64_t{max_object_bytes - 1}})
    EXPECT_LE((size + part_bytes(size) - 1) / part_bytes(size), max_parts);
}

}  // namespace
}  // namespace baryon::store::s3
