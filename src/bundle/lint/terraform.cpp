#include "bundle/lint/terraform.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "bundle/lint/hcl_scanner.h"
#include "bundle/lint/input_references.h"
#include "bundle/lint/line_index.h"
#include "bundle/lint/one_of.h"
#include "bundle/lint/proton_names.h"
#include "bundle/lint/source_file.h"
#include "bundle/lint/terraform_rules.h"

namespace baryon::bundle::lint {
namespace {

/// What the files of one directory, which is one module to Terraform, declare together.
struct Module {
  static constexpr std::size_t most_declarations = 10'000;  ///< beyond that they are not compared

  std::unordered_map<std::string, std::string> addresses;  ///< and where they are declared
  std::unordered_set<std::string> variables;
  bool is_whole = true;
};

/// Terraform merges these into what other files declare (Terraform language, "Override Files").
bool is_override(std::string_view path) { return path.ends_with("/override.tf") || path.ends_with("_override.tf"); }

/// Empty for blocks of which there may be several alike.
std::string address_of(const HclBlock& block) {
  if (block.first_label.empty()) return {};
  if (block.type == "resource" || block.type == "data")
    return block.second_label.empty() ? std::string()
                                      : fmt::format("{} {}.{}", block.type, block.first_label, block.second_label);
  if (block.type == "output" || block.type == "variable" || block.type == "module")
    return fmt::format("{} {}", block.type, block.first_label);
  return {};
}

/// Checks the structure of a file and takes down what it declares.
class Declarations final : public HclVisitor {
 public:
  Declarations(const SourceFile& file, Module& module, Report& report, std::vector<std::string>* outputs)
      : file_(file), module_(module), report_(report), outputs_(outputs), is_override_(is_override(file.path)) {}

  void on_fault(const Rule& rule, std::size_t offset, std::string message, std::string hint) override {
    report_.add(rule, file_.path, file_.lines.place(offset), std::move(message), std::move(hint));
  }
  void on_name(const NamePath&) override {}

  void on_block(const HclBlock& block) override {
    if (module_.addresses.size() + module_.variables.size() >= Module::most_declarations) {
      module_.is_whole = false;
      return;
    }
    if (block.type == "variable") module_.variables.emplace(block.first_label);
    if (is_override_) return;
    auto address = address_of(block);
    if (address.empty()) return;
    const auto place = file_.lines.place(block.offset);
    const auto [found, is_new] =
        module_.addresses.try_emplace(std::move(address), fmt::format("{}:{}", file_.path, place.line));
    if (is_new && block.type == "output" && outputs_ != nullptr) outputs_->emplace_back(block.first_label);
    if (!is_new)
      report_.add(terraform_duplicate, file_.path, place,
                  fmt::format("{} is declared twice", escape_for_display(found->first)),
                  fmt::format("the first is at {}", escape_for_display(found->second)));
  }

 private:
  const SourceFile& file_;
  Module& module_;
  Report& report_;
  std::vector<std::string>* outputs_;
  bool is_override_;
};

/// Takes down which inputs a file uses.
class References final : public HclVisitor {
 public:
  References(const SourceFile& file, Role role, const Module& module, Uses& uses, Report& report)
      : file_(file), role_(role), module_(module), report_(report), inputs_(role, file.path, "var.", uses, report) {}

  void on_fault(const Rule&, std::size_t, std::string, std::string) override {}  // told by Declarations
  void on_block(const HclBlock&) override {}

  void on_name(const NamePath& path) override {
    if (path.at(0) == "var" && path.count > 1) return on_variable(path.without(1));
    if (role_ == Role::pipeline && path.asks_for("inputs")) note_all_of_instances(path);
  }

 private:
  void on_variable(const NamePath& path) {
    const auto name = path.at(0);
    const auto place = file_.lines.place(path.offset);
    const bool is_declared = module_.variables.contains(std::string(name));
    if (is_one_of(name, proton_names())) {
      const bool is_own = is_declared && !is_one_of(name, proton_names_in(role_));
      const bool is_only_counted = name == "service_instances" && path.count == 1;
      if (!is_own && !is_only_counted) inputs_.note(path, place);
    } else if (!is_declared && name != "proton_tags" && module_.is_whole) {
      if (told_.emplace(name).second)
        report_.add(terraform_undeclared, file_.path, place,
                    fmt::format("nothing declares var.{}", escape_for_display(name)),
                    near_miss_.hint(name, candidates(), "declare it with a default"));
    }
  }

  /// Something in a loop over `var.service_instances`; which element it is would take an evaluation.
  void note_all_of_instances(const NamePath& path) {
    NamePath all;
    all.add("service_instance");
    inputs_.note(all, file_.lines.place(path.offset));
  }

  std::vector<std::string_view> candidates() const {
    const auto given = proton_names_in(role_);
    std::vector<std::string_view> names(given.begin(), given.end());
    names.insert(names.end(), module_.variables.begin(), module_.variables.end());
    return names;
  }

  const SourceFile& file_;
  Role role_;
  const Module& module_;
  Report& report_;
  InputReferences inputs_;
  NearMiss near_miss_;
  std::unordered_set<std::string> told_;
};

std::string_view directory_of_path(std::string_view path) { return path.substr(0, path.find_last_of('/') + 1); }

}  // namespace

RuleGroup terraform_rules() { return {.title = "Terraform", .rules = terraform_rule_list}; }

Result<void> check_terraform(const Subject& subject, const Infrastructure& infrastructure, Uses& uses, Report& report) {
  uses.roles.push_back(infrastructure.role);
  Module module;
  // Files further down belong to modules of the bundle's own, whose variables are not AWS Proton's.
  const auto is_in_module = [&](const std::string& path) {
    return directory_of_path(path) == directory_of_path(infrastructure.manifest);
  };
  const auto is_native = [](const std::string& path) { return path.ends_with(".tf"); };
  for (const auto& path : infrastructure.files) {
    BARYON_TRY(const auto file, read_source(subject, path));
    if (!file || !is_native(path)) {
      module.is_whole = false;
      continue;
    }
    Module other;
    const bool is_here = is_in_module(path);
    const bool has_outputs = is_here && infrastructure.role != Role::pipeline;
    Declarations declarations(*file, is_here ? module : other, report, has_outputs ? &uses.outputs : nullptr);
    if (!scan_hcl(file->text, declarations)) module.is_whole = false;
  }
  uses.is_opaque |= !module.is_whole;
  if (infrastructure.role != Role::pipeline) uses.has_all_outputs &= module.is_whole;
  for (const auto& path : infrastructure.files) {
    if (!is_native(path) || !is_in_module(path)) continue;
    BARYON_TRY(const auto file, read_source(subject, path));
    if (!file) continue;
    References references(*file, infrastructure.role, module, uses, report);
    scan_hcl(file->text, references);
  }
  return {};
}

}  // namespace baryon::bundle::lint
