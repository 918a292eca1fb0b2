#include "lambda/event.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "forge/bitbucket/json.h"

namespace baryon::lambda {
namespace {

namespace json = boost::json;
using forge::bitbucket::array_at;
using forge::bitbucket::object_at;
using forge::bitbucket::text_at;

constexpr std::size_t max_depth = 64;
constexpr std::size_t most_named = 8;

std::optional<HttpShape> http_shape_of(const json::object& event) {
  const auto* const context = object_at(event, "requestContext");
  if (context == nullptr) return std::nullopt;
  if (object_at(*context, "elb") != nullptr)
    return object_at(event, "multiValueHeaders") != nullptr ? HttpShape::load_balancer_lists : HttpShape::load_balancer;
  if (object_at(*context, "http") != nullptr) return HttpShape::http_api;
  if (text_at(event, "httpMethod")) return HttpShape::rest_api;
  return std::nullopt;
}

// What all records come from: `aws:sqs`; nothing where they are none, or of several kinds.
std::string_view source_of(const json::array& records) {
  std::string_view source;
  for (const auto& value : records) {
    const auto* const record = value.if_object();
    const auto name = record == nullptr ? std::nullopt : text_at(*record, "eventSource");
    if (!name || (!source.empty() && source != *name)) return {};
    source = *name;
  }
  return source;
}

bool is_of_event_bridge(const json::object& event) {
  return text_at(event, "source") == "aws.s3" && text_at(event, "detail-type") && object_at(event, "detail") != nullptr;
}

std::unexpected<Error> unknown(const json::object& event) {
  std::string names;
  for (std::size_t count = 0; const auto& member : event) {
    if (count++ == most_named) {
      names += ", ...";
      break;
    }
    names.append(names.empty() ? "" : ", ").append(escape_for_display(member.key(), 40));
  }
  return fail(ErrorCode::invalid,
              fmt::format("an event of unknown shape, with {}", names.empty() ? "no members" : "the members " + names),
              "wire the function to API Gateway, a function URL, an Application Load Balancer, S3, SQS, or EventBridge "
              "for S3");
}

}  // namespace

Result<Event> read_event(std::string_view document) {
  BARYON_TRY(const auto value, forge::bitbucket::parse_json(document, max_depth));
  const auto* const event = value.if_object();
  if (event == nullptr) return fail(ErrorCode::invalid, "an event that is no JSON object");
  if (const auto shape = http_shape_of(*event)) {
    auto request = read_http_event(*shape, *event);
    if (!request) return BrokenRequest{.shape = *shape, .error = std::move(request).error()};
    return *std::move(request);
  }
  if (is_of_event_bridge(*event)) return ObjectNotification{.document = std::string(document)};
  if (text_at(*event, "Event") == "s3:TestEvent") return ObjectTest{};
  const auto* const records = array_at(*event, "Records");
  if (records == nullptr) return unknown(*event);
  const auto source = source_of(*records);
  if (source == "aws:sqs") {
    BARYON_TRY(auto messages, read_queue_batch(*event));
    return QueueBatch{.messages = std::move(messages)};
  }
  // Other S3 servers name themselves otherwise: `ceph:s3`, `minio:s3`.
  if (source.ends_with(":s3")) return ObjectNotification{.document = std::string(document)};
  return unknown(*event);
}

}  // namespace baryon::lambda
