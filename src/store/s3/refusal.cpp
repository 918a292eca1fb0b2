#include "store/s3/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "aws/signing_time.h"
#include "aws/xml.h"
#include "base/text.h"
#include "net/http_client.h"

namespace baryon::store::s3 {
namespace {

constexpr std::size_t longest_message = 500;
constexpr std::size_t longest_word = 100;
constexpr std::chrono::seconds pause_when_slowed_down(1);

/// What a code means for the caller.
enum class Meaning : std::uint8_t {
  unknown,
  no_object,
  no_bucket,
  no_permission,
  bad_key,
  clock,
  region,
  kms,
  passing,
  damaged,
  too_large,
  condition,
  unsupported,
};

struct Known {
  std::string_view code;
  Meaning meaning;
};

constexpr std::array known_codes{
    Known{"NoSuchKey", Meaning::no_object},
    Known{"NoSuchVersion", Meaning::no_object},
    Known{"NoSuchBucket", Meaning::no_bucket},
    Known{"AccessDenied", Meaning::no_permission},
    Known{"AllAccessDisabled", Meaning::no_permission},
    Known{"AccountProblem", Meaning::no_permission},
    Known{"InvalidAccessKeyId", Meaning::bad_key},
    Known{"SignatureDoesNotMatch", Meaning::bad_key},
    Known{"ExpiredToken", Meaning::bad_key},
    Known{"InvalidToken", Meaning::bad_key},
    Known{"RequestTimeTooSkewed", Meaning::clock},
    Known{"RequestExpired", Meaning::clock},
    Known{"AuthorizationHeaderMalformed", Meaning::region},
    Known{"PermanentRedirect", Meaning::region},
    Known{"TemporaryRedirect", Meaning::region},
    Known{"IllegalLocationConstraintException", Meaning::region},
    Known{"KMS.NotFoundException", Meaning::kms},
    Known{"KMS.DisabledException", Meaning::kms},
    Known{"KMS.KMSInvalidStateException", Meaning::kms},
    Known{"SlowDown", Meaning::passing},
    Known{"Throttling", Meaning::passing},
    Known{"RequestTimeout", Meaning::passing},
    Known{"InternalError", Meaning::passing},
    Known{"ServiceUnavailable", Meaning::passing},
    Known{"OperationAborted", Meaning::passing},
    Known{"ConditionalRequestConflict", Meaning::passing},
    Known{"BadDigest", Meaning::damaged},
    Known{"InvalidDigest", Meaning::damaged},
    Known{"XAmzContentSHA256Mismatch", Meaning::damaged},
    Known{"EntityTooLarge", Meaning::too_large},
    Known{"PreconditionFailed", Meaning::condition},
    Known{"NotImplemented", Meaning::unsupported},
};

Meaning meaning_of(const Refusal& refusal) {
  const auto known = std::ranges::find(known_codes, refusal.code, &Known::code);
  if (known != known_codes.end()) return known->meaning;
  const int status = refusal.status;
  if (status == 501) return Meaning::unsupported;
  if (status == 412) return Meaning::condition;
  if (status >= 500 || status == 429 || status == 408) return Meaning::passing;
  if (status == 301 || status == 307) return Meaning::region;
  if (refusal.is_foreign) return Meaning::unknown;
  if (status == 400 && !refusal.region.empty()) return Meaning::region;  // HEAD tells no code
  if (status == 403) return Meaning::no_permission;
  return status == 404 ? Meaning::no_object : Meaning::unknown;
}

std::string word(std::string_view text) { return escape_for_display(text, longest_word); }

std::string said(const Refusal& refusal, const Operation& operation, const Location& location) {
  auto text = fmt::format("bucket '{}' refused {} ({}", location.bucket, operation.what, refusal.status);
  if (!refusal.code.empty()) text += " " + refusal.code;
  if (!refusal.request_id.empty()) text += ", request " + refusal.request_id;
  text += ")";
  if (!refusal.message.empty()) text += ": " + refusal.message;
  return text;
}

std::string permission_hint(const Refusal& refusal, const Operation& operation, const Location& location) {
  const auto resource = operation.is_of_bucket ? location.arn_of_bucket() : location.arn_of_objects();
  if (refusal.message.contains("kms:"))
    return "allow kms:GenerateDataKey and kms:Decrypt on the key of store.kms_key_id, in its policy as well";
  auto hint = fmt::format("allow {} on {}", operation.action, resource);
  if (operation.action == "s3:GetObject")
    hint += fmt::format(", and s3:ListBucket on {}, without which a missing object is refused, too",
                        location.arn_of_bucket());
  if (operation.action == "s3:PutObject")
    hint += "; a bucket policy may refuse the encryption that store.encryption asks for";
  return hint;
}

std::string clock_hint(const net::Headers& headers, Timestamp now) {
  const auto theirs = aws::parse_http_date(headers.find("Date").value_or(""));
  if (!theirs) return "set this machine's clock";
  const auto off = std::chrono::round<std::chrono::seconds>(now - *theirs).count();
  return fmt::format("this machine's clock is {} s {} the server's: set it", std::abs(off),
                     off < 0 ? "behind" : "before");
}

std::string region_hint(const Refusal& refusal, const Location& location) {
  if (refusal.region.empty() || refusal.region == location.region)
    return "set region= in store.url to the bucket's region";
  return fmt::format("the bucket is in {}: set region={} in store.url", refusal.region, refusal.region);
}

}  // namespace

Refusal read_refusal(int status, std::string_view body) {
  Refusal refusal{.status = status};
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return refusal;
  const auto parsed = aws::parse_xml(body);
  if (!parsed || parsed->name != "Error") {
    refusal.is_foreign = true;
    return refusal;
  }
  refusal.code = word(parsed->text_of("Code"));
  refusal.message = escape_for_display(parsed->text_of("Message"), longest_message);
  refusal.request_id = word(parsed->text_of("RequestId"));
  refusal.region = word(parsed->text_of("Region"));
  return refusal;
}

Refusal read_refusal(const net::Response& answer) {
  auto refusal = read_refusal(answer.status, answer.body);
  if (refusal.request_id.empty()) refusal.request_id = word(answer.headers.find("x-amz-request-id").value_or(""));
  if (refusal.region.empty()) refusal.region = word(answer.headers.find("x-amz-bucket-region").value_or(""));
  return refusal;
}

Error not_from_s3(int status, const Operation& operation, const Location& location) {
  return {.code = ErrorCode::configuration,
          .message = fmt::format("what answered {} with {} for bucket '{}' is no S3 server", operation.what, status,
                                 location.bucket),
          .hint = "check endpoint= in store.url and the proxy: a login page or an error page of theirs looks like this",
          .retryable = true};
}

bool is_about_credentials(const Refusal& refusal) { return meaning_of(refusal) == Meaning::bad_key; }

Error to_error(const Refusal& refusal, const Operation& operation, const Location& location,
               const net::Headers& headers, Timestamp now) {
  const auto text = said(refusal, operation, location);
  switch (meaning_of(refusal)) {
    case Meaning::no_object:
      return {.code = ErrorCode::not_found, .message = text};
    case Meaning::no_bucket:
      return {.code = ErrorCode::configuration,
              .message = text,
              .hint = "make the bucket, or correct its name, region or endpoint in store.url",
              .retryable = true};
    case Meaning::no_permission:
      return {.code = ErrorCode::denied, .message = text, .hint = permission_hint(refusal, operation, location)};
    case Meaning::bad_key:
      return {.code = ErrorCode::denied,
              .message = text,
              .hint = "check the access key that Baryon finds: its id, secret and session token"};
    case Meaning::clock:
      return {.code = ErrorCode::configuration, .message = text, .hint = clock_hint(headers, now), .retryable = true};
    case Meaning::region:
      return {
          .code = ErrorCode::configuration, .message = text, .hint = region_hint(refusal, location), .retryable = true};
    case Meaning::kms:
      return {.code = ErrorCode::configuration, .message = text, .hint = "check store.kms_key_id", .retryable = true};
    case Meaning::passing: {
      const bool is_slowed = refusal.code == "SlowDown" || refusal.status == 429;
      const auto told = net::retry_after(headers);
      return {.code = ErrorCode::unavailable,
              .message = text,
              .retryable = true,
              .retry_after = told || !is_slowed ? told : std::optional(pause_when_slowed_down)};
    }
    case Meaning::damaged:
      return {.code = ErrorCode::corrupt, .message = text, .retryable = true};
    case Meaning::too_large:
      return {.code = ErrorCode::too_large, .message = text};
    case Meaning::condition:
      return {.code = ErrorCode::conflict, .message = text};
    case Meaning::unsupported:
      return {.code = ErrorCode::unsupported, .message = text};
    case Meaning::unknown:
      break;
  }
  if (refusal.is_foreign) return not_from_s3(refusal.status, operation, location);
  return {.code = ErrorCode::invalid, .message = text};
}

}  // namespace baryon::store::s3
