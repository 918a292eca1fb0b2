#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "net/message.h"
#include "store/s3/location.h"
#include "store/s3/operation.h"

namespace baryon::store::s3 {

/// What an answer other than 2xx says. Source: Amazon S3 API Reference, "Error responses".
struct Refusal {
  int status = 0;
  std::string code = {};  ///< `AccessDenied`; empty where the answer has no body (HEAD) or is not S3's
  std::string message = {};
  std::string request_id = {};
  std::string region = {};  ///< that the bucket is in, where the server tells
  bool is_foreign = false;  ///< HTML or anything else that no S3 server says
};

[[nodiscard]] Refusal read_refusal(const net::Response& answer);

/// The same of an `<Error>` that comes with a 2xx answer (CompleteMultipartUpload, CopyObject), or within one.
[[nodiscard]] Refusal read_refusal(int status, std::string_view body);

/// In words for whoever runs Baryon: the bucket, what was asked, S3's code and request id; the hint names the
/// permission, the right region, how wrong the clock is. `now` is compared with the answer's `Date`.
[[nodiscard]] Error to_error(const Refusal& refusal, const Operation& operation, const Location& location,
                             const net::Headers& headers, Timestamp now);

/// Of an answer that no S3 server gives: a web page, a 2xx that does not confirm anything.
[[nodiscard]] Error not_from_s3(int status, const Operation& operation, const Location& location);

/// Whether another key may be taken where this one was not.
[[nodiscard]] bool is_about_credentials(const Refusal& refusal);

}  // namespace baryon::store::s3
