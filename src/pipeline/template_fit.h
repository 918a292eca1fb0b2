#pragma once

#include <optional>
#include <string>

#include "bundle/bundle.h"
#include "registry/library.h"

namespace baryon::pipeline {

/// Why a bundle cannot be the version of the template for which it was handed in: it is of the other kind, or has what
/// the customer is to manage, or lacks what the customer does not. Nothing where it can. In AWS Proton's own words
/// where those are known.
///
/// Source: AWS Proton User Guide, "Template bundles".
[[nodiscard]] std::optional<std::string> find_misfit(const bundle::Bundle& bundle,
                                                     const registry::PendingVersion& pending);

}  // namespace baryon::pipeline
