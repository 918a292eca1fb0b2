#pragma once

#include <boost/json/object.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "store/events/object_event.h"

namespace baryon::store::events {

inline constexpr std::size_t max_records = 1000;

/// What a server of objects sends when something happened in a bucket.
struct Notification {
  bool is_test = false;                           ///< `s3:TestEvent`, sent when notifications are configured
  std::vector<Result<ObjectEvent>> records = {};  ///< each read by itself: a bad one takes no other with it
};

/// Reads an S3 event notification: `{"Records": [...]}` of AWS (eventVersion 2.x; keys encoded as in a form), of MinIO
/// (the same, with `EventName` and `Key` beside the records) and of Ceph (eventSource `ceph:s3`; keys as they are), or
/// `{"Service": "Amazon S3", "Event": "s3:TestEvent"}`. An event of S3 that Amazon EventBridge hands on, `{"source":
/// "aws.s3", "detail-type": "Object Created", "detail": {...}}`, is read as one record. Unknown members are skipped.
///
/// Sources: Amazon S3 User Guide, "Event message structure" and "EventBridge event message structure"; MinIO, "Bucket
/// notifications"; Ceph, "S3 Bucket Notifications Compatibility".
///
/// Errors: invalid (no such shape), too_large (more than `max_records`). A record's own error is invalid and names the
/// member (`Records[2].s3.object.key`).
[[nodiscard]] Result<Notification> read_notification(const boost::json::object& body);

/// The same from text: invalid where it is not a JSON object.
[[nodiscard]] Result<Notification> parse_notification(std::string_view body);

}  // namespace baryon::store::events
