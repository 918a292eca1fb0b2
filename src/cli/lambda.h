#pragma once

#include "cli/command.h"

namespace baryon::cli {

Command add_lambda(CLI::App& parent);

/// The command itself, for a program that is started under the name that Lambda looks for.
int run_lambda(const Context& context);

}  // namespace baryon::cli
