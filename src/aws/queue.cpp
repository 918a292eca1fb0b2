#include "aws/queue.h"

#include <fmt/format.h>

#include <utility>

#include "net/url.h"

namespace baryon::aws {

Result<Queue> Queue::open(std::string url, std::string region, CredentialsSource& credentials, const Clock& clock,
                          net::HttpClientOptions client) {
  const auto base = net::parse_base_url(url);
  const auto origin = net::origin_of(url);
  if (!base || !origin || url.ends_with('/'))
    return fail(ErrorCode::configuration, "the URL of the queue cannot be used",
                "write it as SQS shows it: https://sqs.REGION.amazonaws.com/ACCOUNT/NAME");
  if (region.empty()) return fail(ErrorCode::configuration, "the region of the queue is not known", "set AWS_REGION");
  auto service = std::make_unique<JsonService>(
      JsonServiceOptions{.service = "sqs",
                         .target_prefix = "AmazonSQS",
                         .version = "1.0",
                         .region = std::move(region),
                         .endpoint = fmt::format("{}://{}", origin->scheme, origin->authority()),
                         .client = std::move(client)},
      credentials, clock);
  return Queue(std::move(url), std::move(service));
}

Result<void> Queue::send(const std::string& body) {
  if (body.size() > max_message_bytes)
    return fail(ErrorCode::too_large, fmt::format("a message of {} bytes is more than the {} that SQS takes",
                                                  body.size(), max_message_bytes));
  BARYON_TRY(const auto answer, service_->call("SendMessage", {{"QueueUrl", url_}, {"MessageBody", body}}));
  if (!answer.contains("MessageId"))
    return fail_for_now(ErrorCode::unavailable, "SQS did not say that it keeps the message");
  return {};
}

}  // namespace baryon::aws
