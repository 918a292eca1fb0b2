#include <fmt/format.h>

#include <chrono>

#include "base/units.h"
#include "doctor/checks.h"

namespace baryon::doctor {
namespace {

constexpr std::chrono::seconds noticeable(30);
constexpr std::chrono::minutes too_much(5);  // Signature Version 4 gives up at 15, certificates and tokens sooner

}  // namespace

void check_clock(const Subject& subject, Report& report) {
  if (subject.config.bitbucket.url.empty()) return report.skip("no Bitbucket is configured to compare it with");
  const auto lead = clock_lead(subject.server);
  if (!lead) return report.skip("Bitbucket did not tell its time");
  const auto size = std::chrono::abs(*lead);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(size);
  const auto found = fmt::format("this machine's clock is {} s {} Bitbucket's", seconds.count(),
                                 lead->count() > 0 ? "ahead of" : "behind");
  if (size >= too_much)
    report.fail(found, "set it by NTP (systemd-timesyncd, chrony), or have Bitbucket's set");
  else if (size >= noticeable)
    report.warn(found, "set it by NTP (systemd-timesyncd, chrony), or have Bitbucket's set");
  else
    report.pass("it agrees with Bitbucket's");
}

}  // namespace baryon::doctor
