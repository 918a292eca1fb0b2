#include "store/events/notification.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "store/events/event_time.h"
#include "store/events/form_encoding.h"
#include "store/store.h"

namespace baryon::store::events {
namespace {

namespace json = boost::json;

constexpr std::size_t max_json_depth = 32;
constexpr std::string_view ceph = "ceph:s3";
constexpr std::string_view name_prefix = "s3:";
constexpr std::size_t max_name_bytes = 100;    // of an event's name
constexpr std::size_t max_bucket_bytes = 255;  // 63 at AWS, 255 once and elsewhere
constexpr std::size_t max_tag_bytes = 1024;    // of what tells one state of an object from another
constexpr std::string_view created = "ObjectCreated:";
constexpr std::string_view removed = "ObjectRemoved:";

std::unexpected<Error> invalid(std::string_view member, std::string_view why) {
  return fail(ErrorCode::invalid, fmt::format("{} {}", member, why));
}

enum class Presence : bool { optional, required };

// Plain text of limited length.
Result<std::string> text(const json::object& object, std::string_view name, std::size_t limit, Presence presence) {
  const auto found = text_at(object, name);
  if (!found || found->empty()) {
    if (presence == Presence::optional) return std::string();
    return invalid(name, "is missing");
  }
  if (found->size() > limit) return invalid(name, fmt::format("is longer than {} bytes", limit));
  if (!is_utf8(*found) || has_control_character(*found)) return invalid(name, "is not plain text");
  return std::string(*found);
}

std::string without_quotes(std::string text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) return text.substr(1, text.size() - 2);
  return text;
}

ObjectEventKind kind_of(std::string_view name) {
  if (name.starts_with(created)) return ObjectEventKind::created;
  if (name.starts_with(removed)) return ObjectEventKind::removed;
  return ObjectEventKind::other;
}

// What can come of a key that grows threefold when it is encoded.
constexpr std::size_t max_encoded_key_bytes = 3 * max_key_bytes;

Result<std::string> read_key(const json::object& object, bool is_encoded) {
  BARYON_TRY(auto sent, text(object, "key", is_encoded ? max_encoded_key_bytes : max_key_bytes, Presence::required));
  if (!is_encoded) return sent;
  auto key = decode_form(sent);
  if (!key) return invalid("key", "is not URL-encoded well");
  if (key->size() > max_key_bytes) return invalid("key", fmt::format("is longer than {} bytes", max_key_bytes));
  if (!is_utf8(*key) || has_control_character(*key)) return invalid("key", "is not plain text");
  return *std::move(key);
}

Result<std::uint64_t> read_size(const json::object& object) {
  const auto* const value = object.if_contains("size");
  if (value == nullptr || value->is_null()) return 0;
  const auto size = integer_at(object, "size");
  if (!size || *size < 0) return invalid("size", "is no number of bytes");
  return static_cast<std::uint64_t>(*size);
}

enum class KeyForm : bool { plain, url_encoded };

// What both shapes tell about the object; they differ in the names of two members.
Result<void> read_object(const json::object& place, KeyForm form, std::string_view etag, std::string_view version,
                         ObjectEvent& event) {
  const auto* const bucket = object_at(place, "bucket");
  if (bucket == nullptr) return invalid("bucket", "is missing");
  BARYON_TRY(event.bucket, text(*bucket, "name", max_bucket_bytes, Presence::required));
  const auto* const object = object_at(place, "object");
  if (object == nullptr) return invalid("object", "is missing");
  BARYON_TRY(event.key, read_key(*object, form == KeyForm::url_encoded));
  BARYON_TRY(event.size, read_size(*object));
  BARYON_TRY(event.etag, text(*object, etag, max_tag_bytes, Presence::optional));
  event.etag = without_quotes(std::move(event.etag));
  BARYON_TRY(event.version_id, text(*object, version, max_tag_bytes, Presence::optional));
  BARYON_TRY(event.sequencer, text(*object, "sequencer", max_tag_bytes, Presence::optional));
  return {};
}

Result<ObjectEvent> read_record(const json::value& value) {
  const auto* const record = value.if_object();
  if (record == nullptr) return invalid("the record", "is no object");
  ObjectEvent event;
  BARYON_TRY(event.name, text(*record, "eventName", max_name_bytes, Presence::required));
  if (event.name.starts_with(name_prefix)) event.name.erase(0, name_prefix.size());
  event.kind = kind_of(event.name);
  event.time = normal_event_time(text_at(*record, "eventTime").value_or(""));
  const auto* const s3 = object_at(*record, "s3");
  if (s3 == nullptr) return invalid("s3", "is missing");
  const auto form = text_at(*record, "eventSource") == ceph ? KeyForm::plain : KeyForm::url_encoded;
  auto read = read_object(*s3, form, "eTag", "versionId", event);
  if (!read) return std::unexpected(within("s3", std::move(read).error()));
  return event;
}

// An event that came by way of EventBridge, of one object. It gets the name that it has in notifications.
Result<ObjectEvent> read_bridged(const json::object& body) {
  ObjectEvent event;
  BARYON_TRY(event.name, text(body, "detail-type", max_name_bytes, Presence::required));
  if (event.name == "Object Created") event.name = std::string(created) + "EventBridge";
  if (event.name == "Object Deleted") event.name = std::string(removed) + "EventBridge";
  event.kind = kind_of(event.name);
  event.time = normal_event_time(text_at(body, "time").value_or(""));
  auto read = read_object(*object_at(body, "detail"), KeyForm::plain, "etag", "version-id", event);
  if (!read) return std::unexpected(within("detail", std::move(read).error()));
  return event;
}

bool is_bridged(const json::object& body) {
  return text_at(body, "source") == "aws.s3" && object_at(body, "detail") != nullptr;
}

}  // namespace

Result<Notification> read_notification(const json::object& body) {
  if (text_at(body, "Event") == "s3:TestEvent") return Notification{.is_test = true};
  if (is_bridged(body)) {
    Notification notification;
    notification.records.push_back(read_bridged(body));
    return notification;
  }
  const auto* const records = array_at(body, "Records");
  if (records == nullptr) return fail(ErrorCode::invalid, "no S3 event notification: 'Records' is missing");
  if (records->size() > max_records)
    return fail(ErrorCode::too_large, fmt::format("the notification has more than {} records", max_records));
  Notification notification;
  notification.records.reserve(records->size());
  for (std::size_t i = 0; i < records->size(); ++i) {
    auto record = read_record((*records)[i]);
    if (!record) record = std::unexpected(within(fmt::format("Records[{}]", i), std::move(record).error()));
    notification.records.push_back(std::move(record));
  }
  return notification;
}

Result<Notification> parse_notification(std::string_view body) {
  BARYON_TRY(const auto value, parse_json(body, max_json_depth));
  const auto* const object = value.if_object();
  if (object == nullptr) return fail(ErrorCode::invalid, "no S3 event notification: not a JSON object");
  return read_notification(*object);
}

}  // namespace baryon::store::events
