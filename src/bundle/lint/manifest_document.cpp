#include "bundle/lint/manifest_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/text.h"
#include "bundle/lint/codebuild_entry.h"
#include "bundle/lint/manifest_engine.h"
#include "bundle/lint/manifest_values.h"
#include "bundle/quota.h"

namespace baryon::bundle::lint {
namespace {

void add_unused(const YAML::Node& entry, std::span<const std::string_view> keys, std::string_view engine,
                const FileReport& report) {
  for (const auto key : keys)
    if (const auto found = find_key(entry, key))
      report.add(manifest_unused_key, place_of(found->key_mark),
                 fmt::format("rendering_engine {} does not use the key {}", engine, key), "remove it");
}

std::optional<ManifestEntry> read_file(const YAML::Node& entry, const EngineWords& engine, const FileReport& report) {
  const auto found = find_key(entry, "file");
  if (!found) {
    report.add(manifest_no_file, place_of(entry.Mark()), "the key file is missing", std::string(engine.file_hint));
    return {};
  }
  auto file = read_text(entry, "file", report);
  if (!file) return {};
  if (file->empty()) {
    report.add(manifest_no_file, place_of(found->value.Mark()), "file is empty", std::string(engine.file_hint));
    return {};
  }
  return ManifestEntry{.engine = engine.engine,
                       .place = place_of(entry.Mark()),
                       .file = *std::move(file),
                       .file_place = place_of(found->value.Mark())};
}

std::optional<ManifestEntry> read_entry(const YAML::Node& entry, const FileReport& report) {
  constexpr std::array<std::string_view, 5> known{"file", "rendering_engine", "template_language", "settings",
                                                  "input_type"};
  constexpr std::array<std::string_view, 2> of_files{"file", "template_language"};
  constexpr std::array<std::string_view, 2> of_codebuild{"settings", "input_type"};
  if (!entry.IsMap()) {
    add_wrong_type("an entry of templates", "a map", place_of(entry.Mark()), report);
    return {};
  }
  check_keys(entry, {.known = known, .required = "rendering_engine", .required_hint = which_engine},
             {.unknown = manifest_unknown_key, .twice = manifest_key_twice, .missing = manifest_no_engine}, report);
  const auto* const engine = read_engine(entry, report);
  if (engine == nullptr) return {};
  if (engine->engine == Engine::codebuild) {
    add_unused(entry, of_files, engine->rendering_engine, report);
    check_codebuild_entry(entry, report);
    return ManifestEntry{.engine = Engine::codebuild, .place = place_of(entry.Mark())};
  }
  add_unused(entry, of_codebuild, engine->rendering_engine, report);
  check_language(entry, *engine, report);
  return read_file(entry, *engine, report);
}

/// The list under `infrastructure` and `templates`; undefined where there is none, and reported.
std::optional<YAML::Node> find_templates(const YAML::Node& document, const FileReport& report) {
  constexpr std::array<std::string_view, 1> at_top{"infrastructure"};
  constexpr std::array<std::string_view, 1> in_infrastructure{"templates"};
  constexpr std::string_view hint = "list what is to be provisioned under infrastructure and templates";
  if (!check_keys(document, {.known = at_top, .required = at_top[0], .required_hint = hint}, manifest_key_rules,
                  report))
    return {};
  const auto infrastructure = read_map(document, at_top[0], report);
  if (!infrastructure ||
      !check_keys(*infrastructure,
                  {.known = in_infrastructure, .required = in_infrastructure[0], .required_hint = hint},
                  manifest_key_rules, report))
    return {};
  const auto templates = *find_key(*infrastructure, in_infrastructure[0]);
  if (!templates.value.IsSequence()) {
    add_wrong_type("templates", "a list", place_of(templates.key_mark), report);
    return {};
  }
  if (templates.value.size() == 0)
    report.add(manifest_no_templates, place_of(templates.key_mark), "templates lists nothing", std::string(hint));
  return templates.value;
}

/// Keeps those with the engine of the first one.
void keep_one_engine(std::vector<ManifestEntry>& entries, const FileReport& report) {
  const auto differs = [&](const ManifestEntry& entry) { return entry.engine != entries.front().engine; };
  const auto other = std::ranges::find_if(entries, differs);
  if (other == entries.end()) return;
  report.add(manifest_mixed_engines, other->place,
             fmt::format("this entry is for {}, the first one for {}", to_string(other->engine),
                         to_string(entries.front().engine)),
             "keep one of the two");
  const auto engine = entries.front().engine;
  std::erase_if(entries, [&](const ManifestEntry& entry) { return entry.engine != engine; });
}

std::vector<ManifestEntry> read_document(const YAML::Node& document, const FileReport& report) {
  const auto templates = find_templates(document, report);
  if (!templates) return {};
  std::vector<ManifestEntry> entries;
  if (templates->size() > quota::bundle_files) {
    report.add(manifest_too_many_files, place_of(templates->Mark()),
               fmt::format("{} entries, where a bundle may have {} files", templates->size(), quota::bundle_files),
               R"(write "*" for all .tf files)");
    return {};
  }
  for (const auto& node : *templates)
    if (auto entry = read_entry(node, report)) entries.push_back(*std::move(entry));
  keep_one_engine(entries, report);
  return entries;
}

void add_fault(const YamlFault& fault, const FileReport& report) {
  const bool is_bare_star = fault.hint.empty() && fault.reason.find("alias") != std::string::npos;
  report.add(manifest_no_yaml, fault.place, escape_for_display(fault.reason),
             is_bare_star ? R"(write "*" in quotes)" : fault.hint);
}

}  // namespace

std::vector<ManifestEntry> read_manifest(std::string_view text, const FileReport& report) {
  const auto document = read_yaml(text);
  if (!document) {
    add_fault(document.error(), report);
    return {};
  }
  try {
    return read_document(*document, report);
  } catch (const YAML::Exception& exception) {
    report.add(manifest_no_yaml, place_of(exception.mark), escape_for_display(exception.msg));
    return {};
  }
}

}  // namespace baryon::bundle::lint
