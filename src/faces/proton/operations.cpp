#include "faces/proton/operations.h"

#include <algorithm>

#include "faces/proton/absent.h"
#include "faces/proton/account.h"
#include "faces/proton/repositories.h"
#include "faces/proton/sync_configs.h"
#include "faces/proton/tags.h"
#include "faces/proton/templates.h"
#include "faces/proton/versions.h"

namespace baryon::faces::proton {

const Operation* find_operation(std::string_view name) {
  for (const auto group : {template_operations(), version_operations(), sync_config_operations(),
                           repository_operations(), tag_operations(), account_operations(), absent_operations()}) {
    const auto found = std::ranges::find(group, name, &Operation::name);
    if (found != group.end()) return &*found;
  }
  return nullptr;
}

}  // namespace baryon::faces::proton
