#include "aws/sns/message.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace baryon::aws::sns {
namespace {

boost::json::object notification() {
  return {{"Type", "Notification"},
          {"MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"},
          {"TopicArn", "arn:aws:sns:eu-central-1:123456789012:objects"},
          {"Subject", "Amazon S3 Notification"},
          {"Message", "{\"Records\":[]}"},
          {"Timestamp", "2026-11-25T22:10:00.000Z"},
          {"SignatureVersion", "1"},
          {"Signature", "c2ln"},
          {"SigningCertURL", "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem"},
          {"UnsubscribeURL", "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe"}};
}

boost::json::object confirmation() {
  auto body = notification();
  body["Type"] = "SubscriptionConfirmation";
  body["Message"] = "You have chosen to subscribe";
  body["Token"] = "2336412f37";
  body["SubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription";
  return body;
}

TEST(SnsMessage, OfANotificationSignsItsMembersInOrder) {
  const auto message = read_message(notification());
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->signed_text(),
            "Message\n{\"Records\":[]}\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\nSubject\nAmazon S3 "
            "Notification\nTimestamp\n2026-11-25T22:10:00.000Z\nTopicArn\narn:aws:sns:eu-central-1:123456789012:"
            "objects\nType\nNotification\n");
}

TEST(SnsMessage, WithoutSubjectSignsNone) {
  auto body = notification();
  body.erase("Subject");
  EXPECT_FALSE(read_message(body)->signed_text().contains("Subject"));
  body["Subject"] = nullptr;
  EXPECT_FALSE(read_message(body)->signed_text().contains("Subject"));
}

TEST(SnsMessage, OfAConfirmationSignsTokenAndUrl) {
  const auto message = read_message(confirmation());
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->type, MessageType::subscription_confirmation);
  EXPECT_EQ(message->signed_text(),
            "Message\nYou have chosen to subscribe\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\nSubscribeURL\n"
            "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription\nTimestamp\n2026-11-25T22:10:00.000Z\n"
            "Token\n2336412f37\nTopicArn\narn:aws:sns:eu-central-1:123456789012:objects\nType\n"
            "SubscriptionConfirmation\n");
}

TEST(SnsMessage, IsRefusedWithoutWhatItNeeds) {
  for (const auto* const name :
       {"MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL"}) {
    auto body = notification();
    body.erase(name);
    const auto message = read_message(body);
    ASSERT_FALSE(message.has_value()) << name;
    EXPECT_TRUE(message.error().message.contains(name)) << message.error().message;
  }
  for (const auto* const name : {"Token", "SubscribeURL"}) {
    auto body = confirmation();
    body.erase(name);
    EXPECT_FALSE(read_message(body).has_value()) << name;
  }
  auto body = notification();
  body["Type"] = "Other";
  EXPECT_FALSE(read_message(body).has_value());
  body = notification();
  body["Signature"] = std::string(5000, 'a');
  EXPECT_FALSE(read_message(body).has_value());
}

TEST(SnsMessage, IsToldFromOtherBodies) {
  EXPECT_TRUE(is_message({{"Type", 7}, {"TopicArn", nullptr}}));
  EXPECT_FALSE(is_message({{"Records", boost::json::array()}}));
}

}  // namespace
}  // namespace baryon::aws::sns
