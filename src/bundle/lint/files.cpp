#include "bundle/lint/files.h"

namespace baryon::bundle::lint {

RuleGroup file_rules() { return {.title = "Files", .rules = {}}; }

bool check_directory(std::string_view /*template_name*/, const VersionDirectory& /*directory*/, Report& /*report*/) {
  return true;
}

Result<void> check_files(const Subject& /*subject*/, Report& /*report*/) { return {}; }

}  // namespace baryon::bundle::lint
