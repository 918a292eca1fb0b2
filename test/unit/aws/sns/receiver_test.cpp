#include "aws/sns/receiver.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/aws/sns/signing_identity.h"
#include "unit/support/manual_clock.h"

namespace baryon::aws::sns {
namespace {

const std::string topic = "arn:aws:sns:eu-central-1:123456789012:objects";

class KnownCertificate final : public CertificateSource {
 public:
  explicit KnownCertificate(std::string pem) : pem_(std::move(pem)) {}
  Result<std::string> certificate(const std::string& /*url*/) override {
    ++asked;
    return pem_;
  }
  int asked = 0;

 private:
  std::string pem_;
};

class SnsReceiver : public ::testing::Test {
 protected:
  Message signed_message(const std::string& version) {
    Message message{.type = MessageType::notification,
                    .id = "1",
                    .topic = topic,
                    .subject = "Amazon S3 Notification",
                    .text = "{}",
                    .timestamp = "2026-11-25T22:10:00.000Z",
                    .signature_version = version,
                    .signature = {},
                    .certificate_url = "https://sns.eu-central-1.amazonaws.com/a.pem"};
    message.signature = identity_.sign(message.signed_text(), version);
    return message;
  }

  ErrorCode refusal(const Message& message) {
    const auto checked = receiver_.check(message);
    EXPECT_FALSE(checked.has_value());
    return checked ? ErrorCode::internal : checked.error().code;
  }

  test::ManualClock clock_;
  SigningIdentity identity_{clock_.now()};
  KnownCertificate certificates_{identity_.certificate()};
  net::HttpClient http_;
  Receiver receiver_{{topic}, certificates_, http_, clock_};
};

TEST_F(SnsReceiver, TakesWhatIsSignedInEitherVersion) {
  EXPECT_TRUE(receiver_.check(signed_message("1")).has_value());
  EXPECT_TRUE(receiver_.check(signed_message("2")).has_value());
}

TEST_F(SnsReceiver, RefusesWhatWasChanged) {
  for (const auto& version : {"1", "2"}) {
    auto text = signed_message(version);
    text.text = "{ }";
    EXPECT_EQ(refusal(text), ErrorCode::denied);
    auto subject = signed_message(version);
    subject.subject.reset();
    EXPECT_EQ(refusal(subject), ErrorCode::denied);
    auto time = signed_message(version);
    time.timestamp = "2026-11-25T22:10:01.000Z";
    EXPECT_EQ(refusal(time), ErrorCode::denied);
  }
}

TEST_F(SnsReceiver, RefusesASignatureOfTheOtherVersion) {
  auto message = signed_message("1");
  message.signature_version = "2";
  EXPECT_EQ(refusal(message), ErrorCode::denied);
  message.signature_version = "3";
  EXPECT_EQ(refusal(message), ErrorCode::denied);
}

TEST_F(SnsReceiver, RefusesWhatIsNoSignature) {
  auto message = signed_message("2");
  for (const auto* const signature : {"", "c2ln", "not base64"}) {
    message.signature = signature;
    EXPECT_EQ(refusal(message), ErrorCode::denied) << signature;
  }
}

TEST_F(SnsReceiver, RefusesTheKeyOfAnother) {
  const SigningIdentity other(clock_.now());
  auto message = signed_message("2");
  message.signature = other.sign(message.signed_text(), "2");
  EXPECT_EQ(refusal(message), ErrorCode::denied);
}

TEST_F(SnsReceiver, FetchesNothingForATopicThatIsNotConfigured) {
  auto message = signed_message("2");
  message.topic += "-of-others";
  EXPECT_EQ(refusal(message), ErrorCode::denied);
  EXPECT_EQ(certificates_.asked, 0);
}

TEST_F(SnsReceiver, RefusesACertificateThatIsNotValidNow) {
  const auto message = signed_message("2");
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(refusal(message), ErrorCode::denied);
}

TEST_F(SnsReceiver, TellsWhatIsNoCertificateOfRsa) {
  KnownCertificate nonsense("<html>");
  EXPECT_EQ(Receiver({topic}, nonsense, http_, clock_).check(signed_message("2")).error().code, ErrorCode::corrupt);
  const SigningIdentity curve(clock_.now(), EVP_EC_gen("P-256"));
  KnownCertificate other_kind(curve.certificate());
  EXPECT_EQ(Receiver({topic}, other_kind, http_, clock_).check(signed_message("2")).error().code, ErrorCode::corrupt);
}

TEST_F(SnsReceiver, ConfirmsAtSnsOnly) {
  auto message = signed_message("2");
  message.subscribe_url = "https://evil.example.com/?Action=ConfirmSubscription";
  const auto confirmed = receiver_.confirm(message);
  ASSERT_FALSE(confirmed.has_value());
  EXPECT_EQ(confirmed.error().code, ErrorCode::denied);
}

TEST(SnsCertificates, AreFetchedFromSnsOnly) {
  net::HttpClient http;
  FetchedCertificates certificates(http);
  for (const auto* const url : {"https://evil.example.com/a.pem", "http://sns.eu-central-1.amazonaws.com/a.pem",
                                "https://sns.eu-central-1.amazonaws.com/?Action=Other"}) {
    const auto certificate = certificates.certificate(url);
    ASSERT_FALSE(certificate.has_value());
    EXPECT_EQ(certificate.error().code, ErrorCode::denied) << url;
  }
}

}  // namespace
}  // namespace baryon::aws::sns
