#pragma once

#include <boost/json/object.hpp>

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace baryon::lambda {

/// One message of a batch that SQS hands to a function.
struct QueueMessage {
  std::string id;
  std::string body = {};
};

/// Reads the messages of an SQS event ("Using Lambda with Amazon SQS"). Errors: invalid, where a message has no
/// identifier: then not even its failure could be told.
[[nodiscard]] Result<std::vector<QueueMessage>> read_queue_batch(const boost::json::object& event);

/// `{"batchItemFailures": [{"itemIdentifier": ...}]}`: these messages come again, the others are done. The event source
/// mapping has to ask for it (`ReportBatchItemFailures`).
[[nodiscard]] std::string write_batch_answer(std::span<const std::string> failed_ids);

}  // namespace baryon::lambda
