#pragma once

namespace baryon::cli {

/// The whole program: reads the command line, runs the command, returns the exit code. Nothing escapes as an exception.
int run_program(int argc, char** argv);

}  // namespace baryon::cli
