#include "lambda/delivery_message.h"

#include <gtest/gtest.h>

#include <string>

#include "aws/queue.h"

namespace baryon::lambda {
namespace {

QueuedDelivery delivery_of(std::size_t changes) {
  QueuedDelivery delivery{.id = "01J",
                          .forge = "bitbucket",
                          .event = {.kind = forge::EventKind::refs_changed,
                                    .key = "repo:refs_changed",
                                    .repository = {.id = 7, .project = "~me", .slug = "infra"}}};
  for (std::size_t i = 0; i < changes; ++i)
    delivery.event.changes.push_back({.ref = "refs/heads/feature/" + std::string(100, 'n') + std::to_string(i),
                                      .kind = forge::RefKind::branch,
                                      .type = forge::ChangeType::add,
                                      .to = std::string(40, 'a')});
  return delivery;
}

TEST(DeliveryMessage, ComesBackAsItWas) {
  const auto messages = write_delivery_messages(delivery_of(2));
  ASSERT_EQ(messages.size(), 1U);
  const auto read = read_delivery_message(messages[0]);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->id, "01J");
  EXPECT_EQ(read->forge, "bitbucket");
  EXPECT_EQ(read->event.kind, forge::EventKind::refs_changed);
  EXPECT_EQ(read->event.repository.path(), "~me/infra");
  EXPECT_EQ(read->event.repository.id, 7);
  ASSERT_EQ(read->event.changes.size(), 2U);
  EXPECT_EQ(read->event.changes[1].ref, delivery_of(2).event.changes[1].ref);
  EXPECT_EQ(read->event.changes[1].type, forge::ChangeType::add);
  EXPECT_EQ(read->event.changes[1].from, "");
  EXPECT_EQ(read->event.changes[1].to, std::string(40, 'a'));
}

TEST(DeliveryMessage, IsOneWithoutChanges) {
  const auto messages = write_delivery_messages(delivery_of(0));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(read_delivery_message(messages[0])->event.changes.empty());
}

TEST(DeliveryMessage, IsSplitBeforeItIsTooLargeForSqs) {
  const auto messages = write_delivery_messages(delivery_of(2 * changes_per_message + 1));
  ASSERT_EQ(messages.size(), 3U);
  std::size_t changes = 0;
  for (const auto& message : messages) {
    EXPECT_LT(message.size(), aws::max_message_bytes);
    changes += read_delivery_message(message)->event.changes.size();
  }
  EXPECT_EQ(changes, 2 * changes_per_message + 1);
}

TEST(DeliveryMessage, RefusesWhatIsNone) {
  const auto good = write_delivery_messages(delivery_of(1))[0];
  const auto with = [&](const std::string& part, const std::string& other) {
    auto text = good;
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return text.replace(at, part.size(), other);
  };
  for (const auto& body :
       {std::string(), std::string("[]"), std::string("{}"), with(R"("baryon_delivery":1)", R"("baryon_delivery":2)"),
        with("~me", "../me"), with("refs/heads/", "\\u0000"), with(R"("type":"add")", R"("type":"new")"),
        with(std::string(40, 'a'), "abc"), with(R"("id":7)", R"("id":-7)")}) {
    const auto read = read_delivery_message(body);
    ASSERT_FALSE(read) << body;
    EXPECT_EQ(read.error().code, ErrorCode::invalid);
  }
}

}  // namespace
}  // namespace baryon::lambda
