#include "bundle/registration_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "bundle/quota.h"
#include "bundle/version_path.h"
#include "bundle/yaml_document.h"

namespace baryon::bundle {
namespace {

constexpr std::string_view environments_key = "compatible_environments";
constexpr std::string_view sources_key = "supported_component_sources";
constexpr std::string_view directly_defined = "DIRECTLY_DEFINED";
constexpr std::string_view sources_hint = "the only one is DIRECTLY_DEFINED";

constexpr std::string_view entry_hint = "write <environment template>:<major>, for example vpc:1";

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

Result<CompatibleEnvironment> parse_entry(std::string_view text, const std::string& where) {
  const auto colon = text.rfind(':');
  const auto name = text.substr(0, colon);
  const auto major =
      colon == std::string_view::npos
          ? std::nullopt
          : parse_version_segment(fmt::format("v{}", text.substr(colon + 1)));  // the same rule for numbers
  if (!major || !check_template_name(name))
    return fail(
        ErrorCode::invalid,
        fmt::format("{}: '{}' is no environment template with a major version", where, escape_for_display(text)),
        std::string(entry_hint));
  return CompatibleEnvironment{.name = std::string(name), .major = *major};
}

Result<void> add(Registration& registration, std::string_view text, const std::string& where) {
  BARYON_TRY(auto entry, parse_entry(text, where));
  auto& entries = registration.compatible_environments;
  if (std::ranges::find(entries, entry) != entries.end())
    return fail(ErrorCode::invalid, fmt::format("{}: {}:{} is listed twice", where, entry.name, entry.major),
                "remove one of the two");
  if (entries.size() == quota::compatible_environments)
    return fail(ErrorCode::invalid,
                fmt::format("{}: more than {} compatible environments", where, quota::compatible_environments),
                "AWS Proton allows 1 to 10");
  entries.push_back(std::move(entry));
  return {};
}

Error no_entries(std::string_view file) {
  return Error{.code = ErrorCode::invalid,
               .message = fmt::format("{} lists no compatible environment", file),
               .hint = std::string(entry_hint)};
}

Error no_list(const KeyedValue& entry, std::string_view key, std::string_view hint) {
  return Error{.code = ErrorCode::invalid,
               .message = fmt::format("{}: {} is no list", place(registration_file_path, entry.key_mark), key),
               .hint = std::string(hint)};
}

Result<void> read_environments(Registration& registration, const KeyedValue& entry) {
  if (!entry.value.IsSequence()) return std::unexpected(no_list(entry, environments_key, entry_hint));
  for (const auto& environment : entry.value) {
    const auto where = place(registration_file_path, environment.Mark());
    if (!environment.IsScalar())
      return fail(ErrorCode::invalid, fmt::format("{}: an entry has to be one word", where),
                  std::string(entry_hint) + ", without a space after the colon");
    BARYON_CHECK(add(registration, environment.Scalar(), where));
  }
  return {};
}

Result<void> read_component_sources(Registration& registration, const KeyedValue& entry) {
  if (entry.value.IsNull()) return {};
  if (!entry.value.IsSequence()) return std::unexpected(no_list(entry, sources_key, sources_hint));
  for (const auto& source : entry.value) {
    if (!source.IsScalar() || source.Scalar() != directly_defined)
      return fail(ErrorCode::invalid,
                  fmt::format("{}: '{}' is no component source", place(registration_file_path, source.Mark()),
                              source.IsScalar() ? escape_for_display(source.Scalar()) : "a list or map"),
                  std::string(sources_hint));
    registration.supported_component_sources = {std::string(directly_defined)};
  }
  return {};
}

/// Published samples misspell the required key, so whoever lacks it is shown what they wrote.
Error no_required_key(const YAML::Node& document) {
  std::string keys;
  if (document.IsMap())
    for (const auto& pair : document)
      if (pair.first.IsScalar() && keys.size() < 200)
        keys += fmt::format(" {}", escape_for_display(pair.first.Scalar(), 60));
  return Error{.code = ErrorCode::invalid,
               .message = fmt::format("{}:1: the key {} is missing", registration_file_path, environments_key),
               .hint = keys.empty() ? std::string("list at least one environment template under it")
                                    : fmt::format("the file has the keys:{}", keys)};
}

}  // namespace

Result<Registration> parse_registration_file(std::string_view text) {
  BARYON_TRY(const YAML::Node document,
             load_yaml(text, registration_file_path, {.yaml_bytes = quota::registration_file_bytes}));
  return catching_yaml(registration_file_path, [&]() -> Result<Registration> {
    const auto environments = find_key(document, environments_key);
    if (!environments) return std::unexpected(no_required_key(document));
    Registration registration;
    BARYON_CHECK(read_environments(registration, *environments));
    if (registration.compatible_environments.empty()) return std::unexpected(no_entries(registration_file_path));
    if (const auto sources = find_key(document, sources_key))
      BARYON_CHECK(read_component_sources(registration, *sources));
    return registration;
  });
}

Result<Registration> parse_compatible_envs(std::string_view text) {
  if (text.size() > quota::registration_file_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("{} is larger than {} bytes", compatible_envs_path, quota::registration_file_bytes));
  Registration registration;
  for (int line = 1; !text.empty(); ++line) {
    const auto end = text.find('\n');
    const auto entry = trim(text.substr(0, end));
    if (!entry.empty()) BARYON_CHECK(add(registration, entry, fmt::format("{}:{}", compatible_envs_path, line)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (registration.compatible_environments.empty()) return std::unexpected(no_entries(compatible_envs_path));
  return registration;
}

}  // namespace baryon::bundle
