#include "bundle/lint/codebuild_entry.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/text.h"
#include "bundle/lint/manifest_values.h"

namespace baryon::bundle::lint {
namespace {

/// A list of commands. `rule`: for one that is missing or empty.
void check_commands(const YAML::Node& settings, std::string_view key, const Rule& rule, std::string_view hint,
                    const FileReport& report) {
  const auto found = find_key(settings, key);
  if (!found)
    return report.add(rule, place_of(settings.Mark()), fmt::format("the key {} is missing", key), std::string(hint));
  const auto& commands = found->value;
  if (commands.IsNull() || (commands.IsSequence() && commands.size() == 0))
    return report.add(rule, place_of(found->key_mark), fmt::format("{} lists no command", key), std::string(hint));
  if (!commands.IsSequence()) return add_wrong_type(key, "a list of commands", place_of(found->key_mark), report);
  for (const auto& command : commands)
    if (!command.IsScalar())
      report.add(manifest_wrong_type, place_of(command.Mark()), "a command has to be a text",
                 "put it in quotes: a colon with a blank after it makes a map");
}

void check_secrets(const YAML::Node& env, const FileReport& report) {
  const auto secrets = read_map_of_texts(env, "secrets_manager", report);
  if (!secrets || is_text(*secrets)) return;
  for (const auto& secret : *secrets) {
    if (!secret.second.IsScalar()) continue;
    const auto& reference = secret.second.Scalar();
    const auto colon = reference.rfind(':');
    if (colon != std::string::npos && colon > 0 && colon + 1 < reference.size()) continue;
    report.add(manifest_secret_reference, place_of(secret.second.Mark()),
               fmt::format("'{}' names no key of a secret", escape_for_display(reference)),
               "write <secret id>:<key>, for example prod/database:password");
  }
}

void check_environment(const YAML::Node& settings, const FileReport& report) {
  constexpr std::array<std::string_view, 2> known{"variables", "secrets_manager"};
  const auto env = read_map(settings, "env", report);
  if (!env) return;
  check_keys(*env, {.known = known}, manifest_key_rules, report);
  read_map_of_texts(*env, "variables", report);
  check_secrets(*env, report);
}

void check_input_type(const YAML::Node& map, const FileReport& report) {
  const auto type = read_text(map, "input_type", report);
  if (!type || *type == "JSON" || *type == "HCL") return;
  report.add(manifest_unknown_input_type, place_of(find_key(map, "input_type")->value.Mark()),
             fmt::format("'{}' is no input type", escape_for_display(*type)), "write JSON or HCL");
}

void check_image(const YAML::Node& settings, const FileReport& report) {
  const auto image = find_key(settings, "image");
  if (!image)
    return report.add(manifest_no_image, place_of(settings.Mark()), "the key image is missing",
                      "name one, for example aws/codebuild/amazonlinux2-x86_64-standard:5.0");
  if (!is_text(image->value)) add_wrong_type("image", "a text", place_of(image->key_mark), report);
}

void check_settings(const YAML::Node& settings, const FileReport& report) {
  constexpr std::array<std::string_view, 7> known{"image", "runtimes",           "provision", "deprovision",
                                                  "env",   "project_properties", "input_type"};
  const auto place = place_of(settings.Mark());
  check_keys(settings, {.known = known}, manifest_key_rules, report);
  check_image(settings, report);
  if (!find_key(settings, "runtimes"))
    report.add(manifest_no_runtimes, place, "the key runtimes is missing",
               "name what the commands need, for example nodejs: 18");
  read_map_of_texts(settings, "runtimes", report);
  check_commands(settings, "provision", manifest_no_provision, "list the commands that make the resources", report);
  check_commands(settings, "deprovision", manifest_no_deprovision, "list the commands that remove the resources",
                 report);
  check_environment(settings, report);
  read_map(settings, "project_properties", report);
  check_input_type(settings, report);
}

}  // namespace

void check_codebuild_entry(const YAML::Node& entry, const FileReport& report) {
  check_input_type(entry, report);
  if (!find_key(entry, "settings"))
    return report.add(manifest_no_settings, place_of(entry.Mark()), "the key settings is missing",
                      "give image, runtimes, provision and deprovision under it");
  if (const auto settings = read_map(entry, "settings", report)) check_settings(*settings, report);
}

}  // namespace baryon::bundle::lint
