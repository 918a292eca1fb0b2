#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/session.h"
#include "forge/event.h"
#include "pipeline/rules.h"

namespace baryon::pipeline {

/// Whether a change is to be synced, by the rules or by a sync config that names its branch.
struct Admittance {
  bool is_admitted = false;
  std::string reason;         ///< for people; empty where the rules plainly admit it
  bool tells_of_end = false;  ///< not admitted, but it says that a ref which may have been synced is gone
};

/// `default_branch`: full name, where it is known for sure.
Result<Admittance> admit(db::Session& session, const Rules& rules, std::string_view forge,
                         const forge::Repository& repository, const forge::RefChange& change,
                         const std::optional<std::string>& default_branch);

}  // namespace baryon::pipeline
