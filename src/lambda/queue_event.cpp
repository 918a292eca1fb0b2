#include "lambda/queue_event.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "forge/bitbucket/json.h"

namespace baryon::lambda {

namespace json = boost::json;
using forge::bitbucket::array_at;
using forge::bitbucket::text_at;

Result<std::vector<QueueMessage>> read_queue_batch(const json::object& event) {
  std::vector<QueueMessage> messages;
  const auto* const records = array_at(event, "Records");
  if (records == nullptr) return messages;
  for (std::size_t i = 0; i < records->size(); ++i) {
    const auto* const record = (*records)[i].if_object();
    const auto id = record == nullptr ? std::nullopt : text_at(*record, "messageId");
    if (!id || id->empty())
      return fail(ErrorCode::invalid, fmt::format("the event's Records[{}].messageId must be a string", i));
    messages.push_back({.id = std::string(*id), .body = std::string(text_at(*record, "body").value_or(""))});
  }
  return messages;
}

std::string write_batch_answer(std::span<const std::string> failed_ids) {
  json::array failures;
  for (const auto& id : failed_ids) failures.push_back(json::object{{"itemIdentifier", id}});
  return json::serialize(json::object{{"batchItemFailures", std::move(failures)}});
}

}  // namespace baryon::lambda
