// What an S3 server or STS answers with: every reader is let loose on it. What they take has to be whole, and what they
// say of it fit for a terminal.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aws/credentials_json.h"
#include "aws/sts.h"
#include "base/text.h"
#include "store/s3/documents.h"
#include "store/s3/refusal.h"

namespace {

using baryon::store::s3::Location;

void check(std::string_view text) {
  if (baryon::has_control_character(text) || !baryon::is_utf8(text)) std::abort();
}

template <class Value>
void check_error(const baryon::Result<Value>& result) {
  if (!result) check(result.error().text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  const auto keys = baryon::store::s3::read_key_page(body);
  check_error(keys);
  const auto versions = baryon::store::s3::read_version_page(body);
  check_error(versions);
  const auto failures = baryon::store::s3::read_deletion(body);
  check_error(failures);
  if (failures)
    for (const auto& failure : *failures) check(failure.refusal.code + failure.refusal.message);
  check_error(baryon::store::s3::read_upload_id(body));
  check_error(baryon::store::s3::read_versioning(body));
  check_error(baryon::store::s3::read_default_encryption(body));
  for (const int status : {200, 301, 400, 403, 404, 412, 500, 503}) {
    const auto refusal = baryon::store::s3::read_refusal({.status = status, .body = body});
    const auto error = baryon::store::s3::to_error(refusal, {.action = "s3:PutObject", .what = "the upload of 'k'"},
                                                   Location{.bucket = "bucket"}, {}, {});
    if (error.message.empty()) std::abort();
    check(error.text());
    check_error(baryon::aws::read_sts_answer(status, body));
  }
  check_error(baryon::aws::parse_credentials_json(body));
  return 0;
}
