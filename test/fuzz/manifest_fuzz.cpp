// A manifest of a directory with a few files; what it takes has to be there, and findings have to be fit for a
// terminal.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "bundle/lint/manifest.h"

namespace {

using baryon::bundle::BundleFile;
using baryon::bundle::lint::Report;
using baryon::bundle::lint::Subject;

void check_findings(Report& report) {
  for (const auto& finding : report.take())
    for (const auto& text : {finding.text(), finding.hint})
      if (baryon::has_control_character(text) || !baryon::is_utf8(text)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static auto scratch = baryon::File::create_unnamed(std::filesystem::temp_directory_path()).value();
  if (!scratch.rewind() || !scratch.write({data, size})) std::abort();
  const std::vector<BundleFile> files{{.path = "infrastructure/a/b.tf"},
                                      {.path = "infrastructure/cloudformation.yaml"},
                                      {.path = "infrastructure/main.tf"},
                                      {.path = "infrastructure/manifest.yaml", .size = size}};
  const Subject subject(files, scratch);
  Report report;
  const auto read =
      baryon::bundle::lint::read_manifests(subject, baryon::bundle::TemplateKind::environment, report).value();
  if (read.empty() && !report.has_errors()) std::abort();
  for (const auto& infrastructure : read)
    for (const auto& path : infrastructure.files)
      if (subject.find(path) == nullptr) std::abort();
  check_findings(report);
  return 0;
}
