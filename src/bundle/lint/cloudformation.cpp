#include "bundle/lint/cloudformation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bundle/lint/cloudformation_names.h"
#include "bundle/lint/cloudformation_rules.h"
#include "bundle/lint/cloudformation_sections.h"
#include "bundle/lint/cloudformation_tags.h"
#include "bundle/lint/cloudformation_view.h"
#include "bundle/lint/input_references.h"
#include "bundle/lint/jinja_canvas.h"
#include "bundle/lint/jinja_rules.h"
#include "bundle/lint/jinja_scanner.h"
#include "bundle/lint/one_of.h"
#include "bundle/lint/proton_names.h"
#include "bundle/lint/source_file.h"
#include "bundle/lint/yaml_outline.h"

namespace baryon::bundle::lint {
namespace {

/// CloudFormation takes templates of 1 MiB (User Guide, "CloudFormation quotas"); these let that much through as far as
/// it can be read in about 40 MiB of memory.
constexpr YamlLimits limits{.yaml_values = 100'000, .yaml_tokens = 300'000};

class JinjaFindings final : public JinjaVisitor {
 public:
  JinjaFindings(const SourceFile& file, InputReferences& references, Report& report)
      : file_(file), references_(references), report_(report) {}

  void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) override {
    report_.add(rule, file_.path, file_.lines.place(offset), std::move(message), std::move(hint));
  }

  void on_name(const NamePath& path) override {
    const auto place = file_.lines.place(path.offset);
    if (is_one_of(path.at(0), proton_names()))
      references_.note(path, place);
    else
      references_.note_unknown(path, place);
  }

 private:
  const SourceFile& file_;
  InputReferences& references_;
  Report& report_;
};

struct Reading {
  JinjaCanvas canvas;
  YamlOutline outline;
  bool has_all_branches = true;
};

/// Whether no input can make YAML of a file that is none on the canvas.
bool is_hopeless(const SourceFile& file, const JinjaCanvas& canvas, const JinjaScan& scan) {
  return canvas.is_certain() && !YamlOutline::read(without_jinja(file.text, scan), limits);
}

void tell_fault(const SourceFile& file, const JinjaCanvas& canvas, const JinjaScan& scan, const YamlFault& fault,
                Report& report) {
  const auto place = canvas.original(fault.place);
  if (fault.code == ErrorCode::too_large)
    report.add(cfn_not_examined, file.path, place, fault.reason, fault.hint);
  else
    report.add(is_hopeless(file, canvas, scan) ? cfn_yaml : cfn_yaml_branches, file.path, place,
               "no YAML: " + fault.reason, fault.hint);
}

/// All branches together where that is YAML, otherwise those that are taken together.
std::optional<Reading> read_canvas(const SourceFile& file, const JinjaScan& scan, Report& report) {
  auto canvas = paint_over_jinja(file.text, scan, JinjaBranches::all);
  auto outline = YamlOutline::read(canvas.text, limits);
  if (outline) return Reading{.canvas = std::move(canvas), .outline = *std::move(outline)};
  if (scan.has_statements && outline.error().code != ErrorCode::too_large) {
    for (const auto branches : {JinjaBranches::truthy, JinjaBranches::falsy}) {
      auto part = paint_over_jinja(file.text, scan, branches);
      if (auto read = YamlOutline::read(part.text, limits))
        return Reading{.canvas = std::move(part), .outline = *std::move(read), .has_all_branches = false};
    }
  }
  tell_fault(file, canvas, scan, outline.error(), report);
  return {};
}

/// Nothing where the outputs cannot be told.
std::optional<CloudFormationOutputs> check_template(const SourceFile& file, const JinjaScan& scan, Report& report) {
  const auto reading = read_canvas(file, scan, report);
  if (!reading) return {};
  NearMiss near_miss;
  const CloudFormationView view{.file = file,
                                .canvas = reading->canvas,
                                .outline = reading->outline,
                                .has_all_branches = reading->has_all_branches,
                                .report = report,
                                .near_miss = near_miss};
  if (view.outline.size() == 0 || view.outline.kind(0) != YamlOutline::Kind::map) {
    report.add(view.canvas.is_certain() ? cfn_resources : cfn_resources_uncertain, file.path, {},
               "the template is no map of sections", "begin it with a section such as Resources:");
    return {};
  }
  check_cloudformation_values(view);
  check_cloudformation_sections(view);
  check_cloudformation_names(view);
  return cloudformation_outputs(view);
}

Result<void> check_file(const Subject& subject, const std::string& path, Role role, Uses& uses, Report& report) {
  BARYON_TRY(const auto file, read_source(subject, path));
  std::optional<CloudFormationOutputs> outputs;
  if (file) {
    InputReferences references(role, path, {}, uses, report);
    JinjaFindings findings(*file, references, report);
    const auto scan = scan_jinja(file->text, findings);
    uses.is_opaque |= scan.is_torn;
    if (!scan.is_torn) outputs = check_template(*file, scan, report);
  } else {
    uses.is_opaque = true;
  }
  if (role == Role::pipeline) return {};
  if (!outputs) outputs = {.names = {}, .is_whole = false};
  uses.has_all_outputs &= outputs->is_whole;
  std::ranges::move(outputs->names, std::back_inserter(uses.outputs));
  return {};
}

}  // namespace

RuleGroup jinja_rules() { return {.title = "Jinja", .rules = jinja_rule_list}; }
RuleGroup cloudformation_rules() { return {.title = "CloudFormation", .rules = cloudformation_rule_list}; }

Result<void> check_cloudformation(const Subject& subject, const Infrastructure& infrastructure, Uses& uses,
                                  Report& report) {
  uses.roles.push_back(infrastructure.role);
  for (const auto& path : infrastructure.files)
    BARYON_CHECK(check_file(subject, path, infrastructure.role, uses, report));
  return {};
}

}  // namespace baryon::bundle::lint
