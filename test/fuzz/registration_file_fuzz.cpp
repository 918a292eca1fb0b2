// Both forms of the registration file; what is accepted has to keep the promises of its header.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bundle/registration_file.h"
#include "bundle/version_path.h"

namespace {

void check(const baryon::Result<baryon::bundle::Registration>& registration) {
  if (!registration) return;
  const auto& environments = registration->compatible_environments;
  if (environments.empty() || environments.size() > 10) std::abort();
  for (const auto& environment : environments)
    if (environment.major < 1 || !baryon::bundle::check_template_name(environment.name)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(baryon::bundle::parse_registration_file(text));
  check(baryon::bundle::parse_compatible_envs(text));
  return 0;
}
