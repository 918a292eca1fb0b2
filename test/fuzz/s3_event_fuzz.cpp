// The body of a request to /events/s3: a notification, or a message of SNS with one inside. What is taken has to be
// bounded and plain, and what is refused has to be told in words fit for display.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aws/sns/message.h"
#include "aws/sns/service_url.h"
#include "base/json.h"
#include "base/text.h"
#include "pipeline/object_keys.h"
#include "store/events/notification.h"
#include "store/store.h"

namespace {

using namespace baryon;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const Error& error) { require(!error.message.empty() && !has_control_character(error.message)); }

void check_record(const Result<store::events::ObjectEvent>& record) {
  if (!record) return check(record.error());
  require(!record->key.empty() && record->key.size() <= store::max_key_bytes);
  require(is_utf8(record->key) && !has_control_character(record->key));
  require(!record->bucket.empty() && !record->name.empty() && !record->name.starts_with("s3:"));
  require(record->time.empty() || record->time.size() == 27);
  static const pipeline::ObjectKeys keys("{project}/{repository}/{branch}/{commit}.tar.gz");
  const auto names = keys.names(record->key);
  if (!names.commit.empty())
    require(
        keys.archive({.project = names.project, .slug = names.repository}, "refs/heads/" + names.branch, names.commit)
            .size() == record->key.size());
}

void check_notification(const Result<store::events::Notification>& notification) {
  if (!notification) return check(notification.error());
  require(notification->records.size() <= store::events::max_records);
  for (const auto& record : notification->records) check_record(record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_notification(store::events::parse_notification(input));
  const auto body = parse_json(input);
  if (!body || !body->is_object() || !aws::sns::is_message(body->get_object())) return 0;
  const auto message = aws::sns::read_message(body->get_object());
  if (!message) {
    check(message.error());
    return 0;
  }
  require(message->signed_text().ends_with("Confirmation\n") || message->signed_text().ends_with("Notification\n"));
  if (aws::sns::is_service_url(message->certificate_url)) require(message->certificate_url.starts_with("https://sns."));
  check_notification(store::events::parse_notification(message->text));
  return 0;
}
