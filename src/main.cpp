#include "cli/program.h"

int main(int argc, char** argv) { return baryon::cli::run_program(argc, argv); }
