#include "bundle/lint/registration.h"

namespace baryon::bundle::lint {

RuleGroup registration_rules() { return {.title = "Registration files", .rules = {}}; }

Result<std::optional<Registration>> read_registration(const Subject& /*subject*/, Report& /*report*/) {
  return Registration{};
}

}  // namespace baryon::bundle::lint
