#pragma once

#include <boost/json/object.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bundle/finding.h"
#include "bundle/scan.h"

namespace baryon::cli {

/// What `lint` found in one template.
struct LintedTemplate {
  std::string name;
  std::int64_t major = 0;
  std::string directory;  ///< as the user would name it; of an archive, inside it
  std::vector<bundle::Finding> findings;
  std::vector<bundle::BundleFile> files;  ///< for the lines that findings point to
};

/// One PATH of the command line.
struct LintedSource {
  std::string path;
  std::vector<LintedTemplate> templates;  ///< by directory
  File scratch;                           ///< the bytes of `files`
};

struct LintCounts {
  std::size_t templates = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t notes = 0;
};

[[nodiscard]] LintCounts count(const std::vector<LintedSource>& sources);

/// Finds out what PATH is (a bundle, a version directory, a tree of them, or a `.tar.gz`) and examines it.
/// `scratch_directory` holds unnamed files meanwhile. Errors: not_found (no such path, no template in it), and those of
/// `bundle::scan`.
[[nodiscard]] Result<LintedSource> lint_path(const std::string& path, const bundle::ScanOptions& options);

/// As compilers print it: `file:line:column: severity: message [rule]`, the source line with a caret, the hint; then
/// the counts. To standard output, in colour if asked for.
void print_lint_text(const std::vector<LintedSource>& sources, bool in_colour);

[[nodiscard]] boost::json::object lint_to_json(const std::vector<LintedSource>& sources);

/// SARIF 2.1.0 (OASIS), one run with all rules. Paths are relative to the working directory, as they were given.
[[nodiscard]] boost::json::object lint_to_sarif(const std::vector<LintedSource>& sources);

}  // namespace baryon::cli
