#include "aws/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/canonical_request.h"
#include "unit/aws/signed_request.h"

namespace baryon::aws {
namespace {

using testing::HasSubstr;

const std::string token =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthA"
    "x7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY"
    "9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

SigningContext context(std::string service, std::string_view session_token = {}) {
  return {.credentials = test::example_credentials(session_token),
          .region = "us-east-1",
          .service = std::move(service),
          .time = test::time_of("20150830T123600Z")};
}

std::string authorization(const net::ClientRequest& request) {
  return std::string(request.headers.find("Authorization").value_or(""));
}

std::string credential(std::string_view service) {
  return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/" + std::string(service) + "/aws4_request, ";
}

// The signatures below were made with botocore 1.43.11 at the same time with the same key: SigV4Auth, S3SigV4Auth,
// SigV4QueryAuth and S3SigV4QueryAuth.

TEST(Signer, SignsInTheHeader) {
  const auto request = sign({.url = "https://example.amazonaws.com/?Param2=value2&Param1=value1"}, context("service"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->headers.find("Host"), "example.amazonaws.com");
  EXPECT_EQ(request->headers.find("X-Amz-Date"), "20150830T123600Z");
  EXPECT_EQ(authorization(*request), credential("service") +
                                         "SignedHeaders=host;x-amz-date, "
                                         "Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  EXPECT_FALSE(request->headers.find("X-Amz-Content-Sha256"));
  EXPECT_FALSE(request->headers.find("X-Amz-Security-Token"));
}

TEST(Signer, SignsASessionToken) {
  const auto request = sign({.method = "POST", .url = "https://example.amazonaws.com/"}, context("service", token));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->headers.find("X-Amz-Security-Token"), token);
  EXPECT_EQ(authorization(*request), credential("service") +
                                         "SignedHeaders=host;x-amz-date;x-amz-security-token, "
                                         "Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
}

TEST(Signer, SignsForS3) {
  const auto request = sign({.method = "PUT",
                             .url = "https://bucket.s3.amazonaws.com/a%20b/%C3%BC//./x%2By.tar.gz?versionId=1",
                             .headers = {{"x-amz-server-side-encryption", "AES256"},
                                         {"Content-Type", "application/gzip"},
                                         {"User-Agent", "anything"}},
                             .body = "content"},
                            context("s3"));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->headers.find("X-Amz-Content-Sha256"),
            "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
  EXPECT_EQ(authorization(*request),
            credential("s3") +
                "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-server-side-encryption, "
                "Signature=da24811e376671f18ba02ed7a2e6033aa486195702354da6114ed08dc1cdeb90");
}

// Amazon S3 API Reference, "Signature calculations for the Authorization header" and "Authenticating requests: using
// query parameters".
class PublishedS3Example : public ::testing::Test {
 protected:
  const SigningContext context_{.credentials = {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                                                .secret = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")},
                                .region = "us-east-1",
                                .service = "s3",
                                .time = test::time_of("20130524T000000Z")};
  const std::string url_ = "https://examplebucket.s3.amazonaws.com/";
};

TEST_F(PublishedS3Example, GetObject) {
  const auto request = sign({.url = url_ + "test.txt", .headers = {{"Range", "bytes=0-9"}}}, context_);
  ASSERT_TRUE(request);
  EXPECT_THAT(authorization(*request),
              HasSubstr("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
}

TEST_F(PublishedS3Example, PutObject) {
  const auto request =
      sign({.method = "PUT",
            .url = url_ + "test%24file.text",
            .headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
            .body = "Welcome to Amazon S3."},
           context_);
  ASSERT_TRUE(request);
  EXPECT_THAT(authorization(*request),
              HasSubstr("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_F(PublishedS3Example, PresignedUrl) {
  const auto url = presign({.url = url_ + "test.txt"}, context_, std::chrono::hours(24));
  ASSERT_TRUE(url);
  EXPECT_THAT(*url, HasSubstr("&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
}

TEST(Signer, TakesThePayloadsHashFromItsCaller) {
  const net::ClientRequest body_at_hand{.method = "PUT", .url = "https://bucket.s3.amazonaws.com/x", .body = "content"};
  const net::ClientRequest body_elsewhere{.method = "PUT", .url = "https://bucket.s3.amazonaws.com/x"};
  EXPECT_EQ(authorization(*sign(body_at_hand, context("s3"))),
            authorization(*sign(body_elsewhere, context("s3"), hash_payload("content"))));
  const auto unsigned_body = sign(body_at_hand, context("s3"), std::string(unsigned_payload));
  EXPECT_EQ(unsigned_body->headers.find("X-Amz-Content-Sha256"), "UNSIGNED-PAYLOAD");
  EXPECT_NE(authorization(*unsigned_body), authorization(*sign(body_at_hand, context("s3"))));
}

TEST(Signer, NamesThePortInHostUnlessItIsTheUsualOne) {
  const auto host = [](std::string url) {
    const auto request = sign({.url = std::move(url)}, context("s3"));
    return std::string(request.value().headers.find("Host").value_or(""));
  };
  EXPECT_EQ(host("http://127.0.0.1:9000/x"), "127.0.0.1:9000");
  EXPECT_EQ(host("https://S3.example.com:443/x"), "s3.example.com");
  EXPECT_EQ(host("http://s3.example.com:80"), "s3.example.com");
  EXPECT_EQ(host("http://s3.example.com:443/x"), "s3.example.com:443");
  EXPECT_EQ(host("https://[::1]:8443/x"), "[::1]:8443");
}

TEST(Signer, SignsInTheQuery) {
  const auto url =
      presign({.url = "https://example.amazonaws.com/?b=2&a=1"}, context("service"), std::chrono::hours(1));
  ASSERT_TRUE(url);
  EXPECT_EQ(
      *url,
      "https://example.amazonaws.com/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
      "AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&"
      "X-Amz-SignedHeaders=host&a=1&b=2&X-Amz-Signature="
      "dc20710d4a6ab4f062b1daf3d840d564e0b0617034e2b591f775df404bc86ce0");
}

TEST(Signer, SignsASessionTokenInTheQuery) {
  const auto url = presign({.url = "http://127.0.0.1:8080/path/x?a=%20b"}, context("service", "Fwo//Token+0="),
                           std::chrono::days(7));
  ASSERT_TRUE(url);
  EXPECT_THAT(*url, HasSubstr("&X-Amz-Security-Token=Fwo%2F%2FToken%2B0%3D&"));
  EXPECT_THAT(*url, HasSubstr("&X-Amz-Signature=692719c3f4597a8c541a05fcf3dcd9120b3b552761254321b05eb120a762489c"));
}

// botocore moves the body into the query, so the signature with a body was made with Python's hmac over a canonical
// request written by hand; the one without is the same from both.
TEST(Signer, SignsHeadersAndBodyInTheQuery) {
  net::ClientRequest request{.method = "POST",
                             .url = "http://127.0.0.1:8080/",
                             .headers = {{"X-Amz-Target", "AwsProton20200720.ListEnvironmentTemplates"},
                                         {"Content-Type", "application/x-amz-json-1.0"}}};
  const auto without_body = presign(request, context("proton"), std::chrono::minutes(1));
  ASSERT_TRUE(without_body);
  EXPECT_THAT(*without_body, HasSubstr("&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target&"));
  EXPECT_THAT(*without_body,
              HasSubstr("&X-Amz-Signature=79c9599717a71fa784a9c3731664696f49251f60b28da3774ed570d253862950"));
  request.body = "{}";
  const auto with_body = presign(request, context("proton"), std::chrono::minutes(1));
  ASSERT_TRUE(with_body);
  EXPECT_THAT(*with_body,
              HasSubstr("&X-Amz-Signature=04ddbcbbe0e927050fc317ef92950ef0a26d5b0890f29aa7584626f2350da156"));
}

TEST(Signer, LeavesTheBodyOpenInAQueryForS3) {
  const auto url = presign({.url = "https://bucket.s3.amazonaws.com/a%20b/x.tar.gz", .body = "anything"}, context("s3"),
                           std::chrono::minutes(15));
  ASSERT_TRUE(url);
  EXPECT_THAT(*url, HasSubstr("&X-Amz-Signature=86eb936ecfb7204e12ffe7f7b63fae701ab8748feba3f5d2d66e1c695cd725e6"));
}

TEST(Signer, RefusesWhatIsSignedAlready) {
  const auto once = sign({.url = "https://example.amazonaws.com/"}, context("service"));
  ASSERT_TRUE(once);
  EXPECT_EQ(sign(*once, context("service")).error().code, ErrorCode::invalid);
  EXPECT_EQ(presign(*once, context("service"), std::chrono::hours(1)).error().code, ErrorCode::invalid);
  const auto url = presign({.url = "https://example.amazonaws.com/"}, context("service"), std::chrono::hours(1));
  EXPECT_EQ(sign({.url = *url}, context("service")).error().code, ErrorCode::invalid);
  EXPECT_EQ(sign({.url = "https://example.amazonaws.com/", .bearer = Secret("t")}, context("service")).error().code,
            ErrorCode::invalid);
}

TEST(Signer, RefusesUrlsThatCannotBeSent) {
  for (const auto* url : {"", "/path", "ftp://example.com/", "https://example.com/#part", "https://example.com/?a=%zz"})
    EXPECT_FALSE(sign({.url = url}, context("service"))) << url;
}

TEST(Signer, RefusesAnUnusableLifetime) {
  const net::ClientRequest request{.url = "https://example.amazonaws.com/"};
  for (const auto lifetime : {std::chrono::seconds(0), std::chrono::seconds(-1), std::chrono::seconds(604'801)})
    EXPECT_EQ(presign(request, context("service"), lifetime).error().code, ErrorCode::invalid);
  EXPECT_TRUE(presign(request, context("service"), std::chrono::seconds(604'800)));
}

}  // namespace
}  // namespace baryon::aws
