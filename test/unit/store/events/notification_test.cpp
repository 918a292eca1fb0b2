#include "store/events/notification.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace baryon::store::events {
namespace {

// As in the Amazon S3 User Guide, "Event message structure".
constexpr std::string_view aws = R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1",
  "eventTime":"2026-11-25T22:10:00.123Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AIDA"},
  "requestParameters":{"sourceIPAddress":"10.0.0.1"},"responseElements":{"x-amz-request-id":"C3D13FE58DE4C810"},
  "s3":{"s3SchemaVersion":"1.0","configurationId":"all","bucket":{"name":"templates","ownerIdentity":{"principalId":"A"},
  "arn":"arn:aws:s3:::templates"},"object":{"key":"PLAT/red+flower%C3%A4%2B1.tar.gz","size":1024,
  "eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko",
  "sequencer":"0055AED6DCD90281E5"}}}]})";

// As MinIO's webhook target sends it.
constexpr std::string_view minio = R"({"EventName":"s3:ObjectCreated:CompleteMultipartUpload",
  "Key":"templates/PLAT/my key.tar.gz","Records":[{"eventVersion":"2.0","eventSource":"minio:s3","awsRegion":"",
  "eventTime":"2026-11-25T22:10:00Z","eventName":"s3:ObjectCreated:CompleteMultipartUpload",
  "s3":{"bucket":{"name":"templates"},"object":{"key":"PLAT%2Fmy+key.tar.gz","size":7,"eTag":"e-1",
  "contentType":"application/gzip","userMetadata":{"content-type":"application/gzip"},"sequencer":"17F1"}}}]})";

// As radosgw pushes it.
constexpr std::string_view ceph = R"({"Records":[{"eventVersion":"2.2","eventSource":"ceph:s3","awsRegion":"",
  "eventTime":"2026-11-25T22:10:00.124724Z","eventName":"ObjectCreated:Put","s3":{"configurationId":"all",
  "bucket":{"name":"templates","id":"4a.1"},"object":{"key":"PLAT/a+b%20c.tar.gz","size":12,"etag":"x","eTag":"\"e\"",
  "versionId":"","sequencer":"FB9D7A6523DF3F1C","metadata":[{"key":"x-amz-meta-branch","val":"main"}]}},
  "eventId":"1605","opaqueData":""}]})";

ObjectEvent only_record(std::string_view body) {
  const auto notification = parse_notification(body);
  EXPECT_TRUE(notification.has_value()) << (notification ? "" : notification.error().text());
  if (!notification || notification->records.size() != 1) return {};
  EXPECT_TRUE(notification->records[0].has_value()) << notification->records[0].error().text();
  return notification->records[0].value_or(ObjectEvent{});
}

std::string with_object(std::string_view object) {
  return fmt::format(
      R"({{"Records":[{{"eventName":"ObjectCreated:Put","s3":{{"bucket":{{"name":"b"}},"object":{}}}}}]}})", object);
}

std::string refusal(std::string_view body) {
  const auto notification = parse_notification(body);
  if (!notification) return notification.error().message;
  if (notification->records.size() != 1 || notification->records[0]) return "";
  return notification->records[0].error().message;
}

TEST(Notification, OfAwsHasItsKeyDecoded) {
  const auto event = only_record(aws);
  EXPECT_EQ(event.kind, ObjectEventKind::created);
  EXPECT_EQ(event.name, "ObjectCreated:Put");
  EXPECT_EQ(event.bucket, "templates");
  EXPECT_EQ(event.key, "PLAT/red flowerä+1.tar.gz");
  EXPECT_EQ(event.size, 1024U);
  EXPECT_EQ(event.time, "2026-11-25T22:10:00.123000Z");
  EXPECT_EQ(event.state(), "d41d8cd98f00b204e9800998ecf8427e/096fKKXTRTtl3on89fVO.nfljtsv6qko/0055AED6DCD90281E5");
}

TEST(Notification, OfMinioIsReadFromItsRecords) {
  const auto event = only_record(minio);
  EXPECT_EQ(event.kind, ObjectEventKind::created);
  EXPECT_EQ(event.name, "ObjectCreated:CompleteMultipartUpload");
  EXPECT_EQ(event.key, "PLAT/my key.tar.gz");
  EXPECT_EQ(event.time, "2026-11-25T22:10:00.000000Z");
}

TEST(Notification, OfCephHasItsKeyTakenAsItIs) {
  const auto event = only_record(ceph);
  EXPECT_EQ(event.key, "PLAT/a+b%20c.tar.gz");
  EXPECT_EQ(event.etag, "e");
  EXPECT_EQ(event.version_id, "");
  EXPECT_EQ(event.time, "2026-11-25T22:10:00.124724Z");
}

// As in the Amazon S3 User Guide, "EventBridge event message structure".
TEST(Notification, OfEventBridgeIsOneRecord) {
  const auto event = only_record(R"({"version":"0","id":"17793124","detail-type":"Object Created","source":"aws.s3",
    "account":"111122223333","time":"2026-11-25T22:10:00Z","region":"eu-central-1","resources":["arn:aws:s3:::templates"],
    "detail":{"version":"0","bucket":{"name":"templates"},"object":{"key":"PLAT/a+b c.tar.gz","size":5,
    "etag":"b1946ac92492d2347c6235b4d2611184","version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
    "sequencer":"617f08299329d189"},"request-id":"N4N7GDK58NMKJ12R","reason":"PutObject"}})");
  EXPECT_EQ(event.kind, ObjectEventKind::created);
  EXPECT_EQ(event.bucket, "templates");
  EXPECT_EQ(event.key, "PLAT/a+b c.tar.gz");
  EXPECT_EQ(event.size, 5U);
  EXPECT_EQ(event.state(), "b1946ac92492d2347c6235b4d2611184/IYV3p45BT0ac8hjHg1houSdS1a.Mro8e/617f08299329d189");
  EXPECT_EQ(event.time, "2026-11-25T22:10:00.000000Z");
  EXPECT_EQ(only_record(R"({"source":"aws.s3","detail-type":"Object Deleted","detail":{"bucket":{"name":"b"},
    "object":{"key":"k"}}})")
                .kind,
            ObjectEventKind::removed);
  EXPECT_EQ(only_record(R"({"source":"aws.s3","detail-type":"Object Tags Added","detail":{"bucket":{"name":"b"},
    "object":{"key":"k"}}})")
                .kind,
            ObjectEventKind::other);
  const auto broken = parse_notification(R"({"source":"aws.s3","detail-type":"Object Created","detail":{}})");
  ASSERT_TRUE(broken.has_value());
  ASSERT_EQ(broken->records.size(), 1U);
  EXPECT_EQ(broken->records[0].error().message, "detail: bucket is missing");
}

TEST(Notification, CanBeATest) {
  const auto notification = parse_notification(
      R"({"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-25T22:10:00.000Z","Bucket":"b","RequestId":"1"})");
  ASSERT_TRUE(notification.has_value());
  EXPECT_TRUE(notification->is_test);
  EXPECT_TRUE(notification->records.empty());
}

TEST(Notification, TellsRemovalsAndOtherEventsApart) {
  const auto named = [](std::string_view name) {
    return only_record(fmt::format(
        R"({{"Records":[{{"eventName":"{}","s3":{{"bucket":{{"name":"b"}},"object":{{"key":"k"}}}}}}]}})", name));
  };
  EXPECT_EQ(named("ObjectRemoved:Delete").kind, ObjectEventKind::removed);
  EXPECT_EQ(named("s3:ObjectRemoved:DeleteMarkerCreated").kind, ObjectEventKind::removed);
  EXPECT_EQ(named("ObjectTagging:Put").kind, ObjectEventKind::other);
  EXPECT_EQ(named("ObjectCreatedness").kind, ObjectEventKind::other);
  EXPECT_EQ(named("ObjectRemoved:Delete").size, 0U);
}

TEST(Notification, KeepsGoodRecordsBesideBadOnes) {
  const auto notification = parse_notification(
      R"({"Records":[7,{"eventName":"ObjectCreated:Put"},
      {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"good"}}},
      {"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"%zz"}}}]})");
  ASSERT_TRUE(notification.has_value());
  ASSERT_EQ(notification->records.size(), 4U);
  EXPECT_EQ(notification->records[0].error().message, "Records[0]: the record is no object");
  EXPECT_EQ(notification->records[1].error().message, "Records[1]: s3 is missing");
  EXPECT_EQ(notification->records[2]->key, "good");
  EXPECT_EQ(notification->records[3].error().message, "Records[3]: s3: key is not URL-encoded well");
}

TEST(Notification, RefusesWhatIsNone) {
  EXPECT_NE(refusal("<html>"), "");
  EXPECT_NE(refusal("[]"), "");
  EXPECT_NE(refusal("{}"), "");
  EXPECT_NE(refusal(R"({"Records":{}})"), "");
  EXPECT_NE(refusal(std::string(100, '[') + std::string(100, ']')), "");
}

TEST(Notification, BoundsWhatARecordHolds) {
  EXPECT_EQ(only_record(with_object(fmt::format(R"({{"key":"{}"}})", std::string(1024, 'k')))).key.size(), 1024U);
  EXPECT_NE(refusal(with_object(fmt::format(R"({{"key":"{}"}})", std::string(1025, 'k')))), "");
  EXPECT_NE(refusal(with_object(R"({"key":"a%0Ab"})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":"a%ffb"})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":"a%4"})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":""})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":7})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":"k","size":-1})")), "");
  EXPECT_NE(refusal(with_object(R"({"key":"k","size":"1"})")), "");
  EXPECT_NE(refusal(with_object(fmt::format(R"({{"key":"k","eTag":"{}"}})", std::string(1025, 'e')))), "");
}

TEST(Notification, BoundsTheNumberOfRecords) {
  const auto with_records = [](std::size_t count) {
    std::string body = R"({"Records":[0)";
    for (std::size_t i = 1; i < count; ++i) body += ",0";
    return parse_notification(body + "]}");
  };
  EXPECT_TRUE(with_records(max_records).has_value());
  const auto refused = with_records(max_records + 1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::too_large);
}

TEST(Notification, KnowsNoTimeThatItCannotRead) {
  const auto at = [](std::string_view time) {
    return only_record(
               fmt::format(
                   R"({{"Records":[{{"eventName":"x","eventTime":"{}","s3":{{"bucket":{{"name":"b"}},"object":{{"key":"k"}}}}}}]}})",
                   time))
        .time;
  };
  EXPECT_EQ(at("2026-11-25T22:10:00.123456789Z"), "2026-11-25T22:10:00.123456Z");
  EXPECT_EQ(at("2026-11-25T22:10:00+01:00"), "");
  EXPECT_EQ(at("2026-11-25T22:10:00.Z"), "");
  EXPECT_EQ(at("2026-11-25 22:10:00Z"), "");
  EXPECT_EQ(at("2026-11-25T22:10:0"), "");
  EXPECT_EQ(at(""), "");
}

}  // namespace
}  // namespace baryon::store::events
