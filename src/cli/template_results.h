#pragma once

#include <string>
#include <vector>

#include "pipeline/registrar.h"

namespace baryon::cli {

/// One line for each template: `new_minor  vpc-network 1.2  (templates/vpc-network/v1): content differs from ...`.
void print_results(const std::vector<pipeline::TemplateResult>& results, const std::string& indent);

}  // namespace baryon::cli
