#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/checks.h"

namespace baryon::doctor {
namespace {

using store::s3::Echo;
using store::s3::Examination;
using store::s3::Location;
using store::s3::Trial;

constexpr std::string_view to_read = "docs/s3.md has the whole policy";

std::string allowed_on(const std::vector<std::string_view>& actions, const std::string& resource) {
  return actions.empty() ? "" : fmt::format("allow {} on {}", fmt::join(actions, ", "), resource);
}

// All that is missing in one finding, as it goes into one policy.
void check_permissions(const Examination& found, const Location& location, Report& report) {
  std::vector<std::string_view> missing;
  std::vector<std::string_view> on_objects;
  std::vector<std::string_view> on_bucket;
  for (const auto& trial : found.trials) {
    if (!trial.outcome && !trial.is_missing()) report.fail(trial.outcome.error());
    if (!trial.is_missing()) continue;
    missing.push_back(trial.action);
    (trial.is_of_bucket ? on_bucket : on_objects).push_back(trial.action);
  }
  if (missing.empty()) return report.pass("an object was written, read, listed and removed, with its versions");
  const auto of_objects = allowed_on(on_objects, location.arn_of_objects());
  const auto of_bucket = allowed_on(on_bucket, location.arn_of_bucket());
  report.fail(
      fmt::format("missing permissions: {}", fmt::join(missing, ", ")),
      fmt::format("{}{}{}; {}", of_objects, of_objects.empty() || of_bucket.empty() ? "" : "; ", of_bucket, to_read));
}

void check_encryption(const Examination& found, const store::S3Store& store, Report& report) {
  const auto& wanted = store.encryption().algorithm;
  const bool is_written = found.trials.front().outcome.has_value();
  if (is_written && found.echo == Echo::as_wanted) {
    report.pass(fmt::format("the server confirms encryption ({})", wanted));
  } else if (is_written && found.echo == Echo::other) {
    report.fail(fmt::format("the server encrypts otherwise than with {}", wanted),
                "the bucket's default overrules what store.encryption asks for: make them the same");
  } else if (is_written && store.location().endpoint.empty()) {
    report.fail(fmt::format("Amazon S3 does not confirm encryption ({})", wanted),
                "something between Baryon and S3 drops the header x-amz-server-side-encryption");
  } else if (is_written) {
    report.skip(fmt::format("the server takes the wish for encryption ({}) and does not say what came of it", wanted),
                "Ceph does so: see in its configuration that it encrypts");
  }
  if (found.default_encryption.empty())
    report.skip("the bucket has no default encryption, or it cannot be told; every write asks for its own");
  else
    report.pass(fmt::format("the bucket's default encryption is {}", found.default_encryption));
}

void check_versioning(const Examination& found, Report& report) {
  const auto asked = std::ranges::find(found.trials, "s3:GetBucketVersioning", &Trial::action);
  if (asked == found.trials.end() || !asked->outcome)
    return report.skip("whether the bucket keeps versions cannot be told");
  if (found.versioning == "Enabled") return report.pass("the bucket keeps versions");
  report.warn("the bucket keeps no versions: what somebody overwrites or removes is gone",
              "switch versioning of the bucket on");
}

}  // namespace

void check_bucket(store::S3Store& store, Report& report) {
  const auto& location = store.location();
  const auto found = store.examine();
  if (!found) return report.fail(found.error());
  check_permissions(*found, location, report);
  for (const auto& key : found->left)
    report.warn(fmt::format("'{}' stays in the bucket, since it may not be removed", key), "remove it by hand");
  check_encryption(*found, store, report);
  check_versioning(*found, report);
  if (location.endpoint.starts_with("http://"))
    report.warn(fmt::format("{} is reached by plain HTTP: objects and metadata travel in clear", location.endpoint),
                "give the server a certificate, and write endpoint=https://... in store.url");
  if (!found->has_conditions && found->trials.front().outcome)
    report.skip(
        "the server knows no conditional writes (If-None-Match): a sync that runs again may add a version of the "
        "same content, which harms nothing");
}

}  // namespace baryon::doctor
