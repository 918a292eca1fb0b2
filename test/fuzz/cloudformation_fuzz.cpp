// Any text as the CloudFormation template of an environment: what is noted and told keeps its promises.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "bundle/lint/cloudformation.h"

namespace {

using namespace baryon;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto scratch = File::create_unnamed(std::filesystem::temp_directory_path());
  require(scratch.has_value() && scratch->write({data, size}).has_value());
  const std::vector<bundle::BundleFile> files{{.path = "infrastructure/c.yaml", .size = size}};
  const bundle::lint::Subject subject(files, *scratch);
  const bundle::Infrastructure infrastructure{.files = {files[0].path}, .manifest = "infrastructure/manifest.yaml"};
  bundle::lint::Uses uses;
  bundle::lint::Report report;
  require(bundle::lint::check_cloudformation(subject, infrastructure, uses, report).has_value());
  for (const auto& use : uses.inputs) require(use.place.line > 0 && use.place.column > 0);
  for (const auto& finding : report.take()) {
    require(is_utf8(finding.message) && !has_control_character(finding.message));
    require(is_utf8(finding.hint) && !has_control_character(finding.hint));
  }
  return 0;
}
