#include "faces/s3_events.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "unit/aws/sns/signing_identity.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;

const std::string topic = "arn:aws:sns:eu-central-1:123456789012:objects";
constexpr std::string_view put = R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"templates"},
  "object":{"key":"PLAT/my+network.tar.gz","size":100,"eTag":"1"}}}]})";

class KnownCertificate final : public aws::sns::CertificateSource {
 public:
  explicit KnownCertificate(std::string pem) : pem_(std::move(pem)) {}

  Result<std::string> certificate(const std::string& /*url*/) override {
    if (is_away) return fail_for_now(ErrorCode::unavailable, "SNS is away");
    return pem_;
  }

  bool is_away = false;

 private:
  std::string pem_;
};

class S3Events : public ::testing::Test {
 protected:
  net::Response post(std::string body, std::string query = "token=right") {
    return face_.handle({.method = "POST",
                         .path = "/events/s3",
                         .query = std::move(query),
                         .headers = {},
                         .body = std::move(body),
                         .remote = "10.0.0.9"});
  }

  static std::string status(const net::Response& response) {
    return std::string(json::parse(response.body).at("status").as_string());
  }

  /// A notification of SNS with that text, signed.
  json::object message(std::string text) {
    aws::sns::Message signed_one{.type = aws::sns::MessageType::notification,
                                 .id = "message-1",
                                 .topic = topic,
                                 .subject = "Amazon S3 Notification",
                                 .text = std::move(text),
                                 .timestamp = "2026-11-25T22:10:00.000Z",
                                 .signature_version = "2",
                                 .signature = {},
                                 .certificate_url = "https://sns.eu-central-1.amazonaws.com/a.pem"};
    return {{"Type", "Notification"},
            {"MessageId", signed_one.id},
            {"TopicArn", signed_one.topic},
            {"Subject", *signed_one.subject},
            {"Message", signed_one.text},
            {"Timestamp", signed_one.timestamp},
            {"SignatureVersion", signed_one.signature_version},
            {"Signature", identity_.sign(signed_one.signed_text(), "2")},
            {"SigningCertURL", signed_one.certificate_url}};
  }

  std::int64_t deliveries() { return database_.number("SELECT count(*) FROM deliveries"); }

  test::TemporaryDatabase database_;
  test::ManualClock clock_;
  aws::sns::SigningIdentity identity_{clock_.now()};
  KnownCertificate certificates_{identity_.certificate()};
  net::HttpClient http_;
  aws::sns::Receiver sns_{{topic}, certificates_, http_, clock_};
  pipeline::Arrivals arrivals_{*database_, clock_, {}};
  app::Metrics metrics_;
  S3EventsFace face_{arrivals_, sns_, metrics_, {.tokens = {Secret("other"), Secret("right")}}};
};

TEST_F(S3Events, AreStoredBeforeTheyAreAnswered) {
  const auto response = post(std::string(put));
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(status(response), "accepted");
  EXPECT_EQ(database_.text("SELECT object_key FROM arrivals"), "PLAT/my network.tar.gz");
}

TEST_F(S3Events, OfStrangersAreDeniedAndNotStored) {
  for (const auto* const query : {"", "token=", "token=wrong", "token=rightly"})
    EXPECT_EQ(post(std::string(put), query).status, 401) << query;
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(S3Events, ComeWrappedBySns) {
  const auto response = post(json::serialize(message(std::string(put))));
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(database_.text("SELECT object_key FROM arrivals"), "PLAT/my network.tar.gz");
  EXPECT_EQ(database_.text("SELECT request_id FROM deliveries"), "message-1");
}

TEST_F(S3Events, OfSnsNeedTheTokenToo) {
  EXPECT_EQ(post(json::serialize(message(std::string(put))), "").status, 401);
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(S3Events, OfSnsThatAreForgedAreDenied) {
  auto forged = message(std::string(put));
  forged["Message"] = R"({"Records":[]})";
  EXPECT_EQ(post(json::serialize(forged)).status, 401);
  auto other_topic = message(std::string(put));
  other_topic["TopicArn"] = topic + "-of-others";
  EXPECT_EQ(post(json::serialize(other_topic)).status, 401);
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(S3Events, OfSnsWaitWhileTheCertificateCannotBeFetched) {
  certificates_.is_away = true;
  const auto response = post(json::serialize(message(std::string(put))));
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.headers.find("Retry-After").has_value());
}

TEST_F(S3Events, ThatTestTheAddressAreAnswered) {
  const std::string test = R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"templates"})";
  EXPECT_EQ(status(post(test)), "pong");
  EXPECT_EQ(status(post(json::serialize(message(test)))), "pong");
  EXPECT_EQ(deliveries(), 0);
}

TEST_F(S3Events, ThatCannotBeReadAreInvalid) {
  for (const auto* const body : {"", "[]", "{}", "<html>", R"({"Type":"Notification","TopicArn":"x"})"})
    EXPECT_EQ(post(body).status, 400) << body;
  EXPECT_EQ(post(json::serialize(message("not JSON"))).status, 400);
  EXPECT_EQ(deliveries(), 0);
}

}  // namespace
}  // namespace baryon::faces
