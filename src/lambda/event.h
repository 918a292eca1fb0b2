#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "lambda/http_event.h"
#include "lambda/queue_event.h"

namespace baryon::lambda {

/// Messages of SQS.
struct QueueBatch {
  std::vector<QueueMessage> messages;
};

/// Objects came into a bucket: a notification of S3, or an event of S3 by way of EventBridge.
struct ObjectNotification {
  std::string document;  ///< JSON, as it came
};

/// S3 asks whether notifications arrive; nothing is to be done.
struct ObjectTest {};

/// An HTTP request that was understood as one, but cannot be read; its sender gets the reason.
struct BrokenRequest {
  HttpShape shape = HttpShape::http_api;
  Error error;
};

using Event = std::variant<HttpEvent, BrokenRequest, QueueBatch, ObjectNotification, ObjectTest>;

/// Tells by its shape what kind of event this is, whoever the function was wired to. Errors: invalid, for what is no
/// JSON object or of no kind that is known; the message names the members it has.
[[nodiscard]] Result<Event> read_event(std::string_view document);

}  // namespace baryon::lambda
