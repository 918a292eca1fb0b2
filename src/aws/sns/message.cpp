#include "aws/sns/message.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace baryon::aws::sns {
namespace {

namespace json = boost::json;

constexpr std::size_t max_member_bytes = 4096;  // of those that are not the text: the longest are URLs with a token
constexpr std::array<std::pair<std::string_view, MessageType>, 3> types{
    {{"Notification", MessageType::notification},
     {"SubscriptionConfirmation", MessageType::subscription_confirmation},
     {"UnsubscribeConfirmation", MessageType::unsubscribe_confirmation}}};

std::string_view to_string(MessageType type) { return types[static_cast<std::size_t>(type)].first; }

Result<MessageType> read_type(const json::object& body) {
  const auto text = text_at(body, "Type").value_or("");
  for (const auto& [name, type] : types)
    if (text == name) return type;
  return fail(ErrorCode::invalid, "Type is none of SNS's");
}

Result<std::string> member(const json::object& body, std::string_view name, std::size_t limit = max_member_bytes) {
  const auto text = text_at(body, name);
  if (!text || text->empty()) return fail(ErrorCode::invalid, fmt::format("{} is missing", name));
  if (text->size() > limit) return fail(ErrorCode::invalid, fmt::format("{} is longer than {} bytes", name, limit));
  return std::string(*text);
}

}  // namespace

bool is_message(const json::object& body) { return body.contains("TopicArn") && body.contains("Type"); }

Result<Message> read_message(const json::object& body) {
  Message message;
  BARYON_TRY(message.type, read_type(body));
  BARYON_TRY(message.id, member(body, "MessageId"));
  BARYON_TRY(message.topic, member(body, "TopicArn"));
  if (const auto subject = text_at(body, "Subject")) message.subject = std::string(*subject);
  BARYON_TRY(message.text, member(body, "Message", std::string_view::npos));
  BARYON_TRY(message.timestamp, member(body, "Timestamp"));
  BARYON_TRY(message.signature_version, member(body, "SignatureVersion"));
  BARYON_TRY(message.signature, member(body, "Signature"));
  BARYON_TRY(message.certificate_url, member(body, "SigningCertURL"));
  if (message.type == MessageType::notification) return message;
  BARYON_TRY(message.token, member(body, "Token"));
  BARYON_TRY(message.subscribe_url, member(body, "SubscribeURL"));
  return message;
}

std::string Message::signed_text() const {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) { out += fmt::format("{}\n{}\n", name, value); };
  add("Message", text);
  add("MessageId", id);
  if (type == MessageType::notification) {
    if (subject) add("Subject", *subject);
    add("Timestamp", timestamp);
  } else {
    add("SubscribeURL", subscribe_url);
    add("Timestamp", timestamp);
    add("Token", token);
  }
  add("TopicArn", topic);
  add("Type", to_string(type));
  return out;
}

}  // namespace baryon::aws::sns
