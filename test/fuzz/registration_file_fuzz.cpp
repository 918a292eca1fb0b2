// Both forms of the registration file; what is accepted has to keep the promises of its header.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "bundle/registration_file.h"
#include "bundle/version_path.h"

namespace {

using baryon::bundle::Registration;
using baryon::bundle::lint::Report;

void check(std::optional<Registration> (*parse)(std::string_view, Report&), std::string_view text) {
  Report report;
  const auto registration = parse(text, report);
  if (registration.has_value() == report.has_errors()) std::abort();
  for (const auto& finding : report.take())
    if (baryon::has_control_character(finding.text()) || !baryon::is_utf8(finding.text())) std::abort();
  if (!registration) return;
  const auto& environments = registration->compatible_environments;
  if (environments.empty() || environments.size() > 10) std::abort();
  for (const auto& environment : environments)
    if (environment.major < 1 || !baryon::bundle::check_template_name(environment.name)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(baryon::bundle::parse_registration_file, text);
  check(baryon::bundle::parse_compatible_envs, text);
  return 0;
}
