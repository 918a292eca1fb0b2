#include "bundle/lint/codebuild.h"

#include <algorithm>

#include "bundle/lint/input_references.h"
#include "bundle/lint/jinja_scanner.h"
#include "bundle/lint/one_of.h"
#include "bundle/lint/proton_names.h"
#include "bundle/lint/source_file.h"

namespace baryon::bundle::lint {
namespace {

/// Notes inputs only: commands in a manifest may hold braces of other languages, and whether AWS Proton renders those
/// parts is not documented.
class ManifestReferences final : public JinjaVisitor {
 public:
  ManifestReferences(const SourceFile& file, InputReferences& references) : file_(file), references_(references) {}

  void on_fault(const Rule&, std::size_t, std::string, std::string) override {}
  void on_name(const NamePath& path) override {
    if (is_one_of(path.at(0), proton_names())) references_.note(path, file_.lines.place(path.offset));
  }

 private:
  const SourceFile& file_;
  InputReferences& references_;
};

}  // namespace

Result<void> check_codebuild(const Subject& subject, const Infrastructure& infrastructure, Uses& uses, Report& report) {
  uses.roles.push_back(infrastructure.role);
  uses.is_opaque = true;
  if (infrastructure.role != Role::pipeline) uses.has_all_outputs = false;
  BARYON_TRY(const auto file, read_source(subject, infrastructure.manifest));
  if (!file) return {};
  InputReferences references(infrastructure.role, file->path, {}, uses, report);
  ManifestReferences visitor(*file, references);
  (void)scan_jinja(file->text, visitor);
  return {};
}

}  // namespace baryon::bundle::lint
