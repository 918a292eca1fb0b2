#include "aws/sns/receiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "aws/sns/service_url.h"
#include "aws/sns/signature.h"
#include "base/text.h"

namespace baryon::aws::sns {

Receiver::Receiver(std::vector<std::string> topics, CertificateSource& certificates, net::HttpClient& http,
                   const Clock& clock)
    : topics_(std::move(topics)), certificates_(certificates), http_(http), clock_(clock) {}

// The topic first: nothing is fetched for a message of another one.
Result<void> Receiver::check(const Message& message) {
  if (std::ranges::find(topics_, message.topic) == topics_.end())
    return fail(ErrorCode::denied, fmt::format("topic '{}' is not configured", escape_for_display(message.topic)),
                "name its ARN in store.events.topics");
  BARYON_TRY(const auto certificate, certificates_.certificate(message.certificate_url));
  return check_signature(message, certificate, clock_.now());
}

Result<void> Receiver::confirm(const Message& message) {
  if (!is_service_url(message.subscribe_url))
    return fail(ErrorCode::denied, "the SubscribeURL does not lead to Amazon SNS");
  BARYON_TRY(const auto answer, http_.send({.url = message.subscribe_url}));
  if (answer.status == 200) return {};
  return fail_for_now(ErrorCode::unavailable, fmt::format("SNS answered {} to the confirmation", answer.status));
}

}  // namespace baryon::aws::sns
