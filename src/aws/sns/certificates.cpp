#include "aws/sns/certificates.h"

#include <fmt/format.h>

#include <utility>

#include "aws/sns/service_url.h"
#include "net/url.h"

namespace baryon::aws::sns {
namespace {

constexpr std::size_t max_kept = 16;  // SNS changes its certificate about once a year, per region
constexpr std::uint64_t max_certificate_bytes = 64 * kib;

}  // namespace

Result<std::string> FetchedCertificates::certificate(const std::string& url) {
  if (!is_service_url(url) || !url.ends_with(".pem"))
    return fail(ErrorCode::denied, "the certificate of the message does not lie on a host of Amazon SNS");
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(url); found != kept_.end()) return found->second;
  }
  BARYON_TRY(auto answer, http_.send({.url = url, .max_answer = max_certificate_bytes}));
  if (answer.status != 200)
    return fail_for_now(ErrorCode::unavailable,
                        fmt::format("{} answered {} for SNS's certificate", net::shown_url(url), answer.status));
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= max_kept) kept_.clear();
  return kept_[url] = std::move(answer.body);
}

}  // namespace baryon::aws::sns
