#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "registry/registry.h"
#include "unit/registry/library_suite.h"

namespace baryon::registry {

inline const Owner infra{.forge = "bitbucket", .repository_id = 7, .project = "PLAT", .slug = "infra"};
inline const Owner shop{.forge = "bitbucket", .repository_id = 8, .project = "APPS", .slug = "shop"};

/// The content of `vpc/v<major>/`.
inline Submission push(std::int64_t major, const std::string& digest, const Owner& owner = infra) {
  auto bundle = bundle_of(vpc, digest);
  bundle.major = major;
  bundle.directory = "vpc/v" + std::to_string(major);
  return {.owner = owner,
          .bundle = std::move(bundle),
          .bundle_key = "PLAT/" + digest + "/vpc.tar.gz",
          .description = "[1111111] words",
          .ref = "refs/heads/main",
          .commit = std::string(40, '1')};
}

}  // namespace baryon::registry
