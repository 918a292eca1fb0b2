#include "bundle/lint/manifest_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/glob.h"
#include "base/text.h"
#include "bundle/lint/manifest_values.h"

namespace baryon::bundle::lint {
namespace {

constexpr std::array engines{
    EngineWords{Engine::cloudformation, "jinja", "cloudformation",
                "name the CloudFormation template, for example cloudformation.yaml"},
    EngineWords{Engine::terraform, "hcl", "terraform", R"(name a .tf file, or write "*" for all of them)"},
    EngineWords{Engine::codebuild, "codebuild", "", ""}};

constexpr std::array names{engines[0].rendering_engine, engines[1].rendering_engine, engines[2].rendering_engine};

const EngineWords* find_engine(std::string_view rendering_engine) {
  const auto* const found = std::ranges::find(engines, rendering_engine, &EngineWords::rendering_engine);
  return found == engines.end() ? nullptr : found;
}

const EngineWords* find_language(std::string_view template_language) {
  const auto* const found = std::ranges::find(engines, template_language, &EngineWords::template_language);
  return template_language.empty() || found == engines.end() ? nullptr : found;
}

/// People write the name of the language, or of the tool.
std::string suggestion(std::string_view written) {
  const auto lower = to_lower(written);
  if (const auto* const engine = find_language(lower)) return fmt::format("did you mean {}?", engine->rendering_engine);
  const auto near = nearest(lower, names);
  return near ? fmt::format("did you mean {}?", *near) : std::string(which_engine);
}

}  // namespace

const EngineWords* read_engine(const YAML::Node& entry, const FileReport& report) {
  const auto written = read_text(entry, "rendering_engine", report);
  if (!written) return nullptr;
  const auto* const engine = find_engine(*written);
  if (engine == nullptr)
    report.add(manifest_unknown_engine, place_of(find_key(entry, "rendering_engine")->value.Mark()),
               fmt::format("'{}' is no rendering engine", escape_for_display(*written)), suggestion(*written));
  return engine;
}

void check_language(const YAML::Node& entry, const EngineWords& engine, const FileReport& report) {
  const auto found = find_key(entry, "template_language");
  if (!found)
    return report.add(manifest_no_language, place_of(entry.Mark()), "the key template_language is missing",
                      fmt::format("write template_language: {}", engine.template_language));
  const auto written = read_text(entry, "template_language", report);
  if (!written || *written == engine.template_language) return;
  const auto* const other = find_language(*written);
  const auto alternative =
      other == nullptr ? std::string() : fmt::format(", or rendering_engine: {}", other->rendering_engine);
  report.add(manifest_wrong_language, place_of(found->value.Mark()),
             fmt::format("template_language '{}' does not go with rendering_engine {}", escape_for_display(*written),
                         engine.rendering_engine),
             fmt::format("write template_language: {}{}", engine.template_language, alternative));
}

}  // namespace baryon::bundle::lint
