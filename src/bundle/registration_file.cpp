#include "bundle/registration_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "base/units.h"
#include "bundle/lint/file_report.h"
#include "bundle/lint/keys.h"
#include "bundle/lint/registration_rules.h"
#include "bundle/quota.h"
#include "bundle/version_path.h"
#include "bundle/yaml_document.h"

namespace baryon::bundle {
namespace {

using lint::FileReport;

constexpr std::string_view environments_key = "compatible_environments";
constexpr std::string_view sources_key = "supported_component_sources";
constexpr std::array known_keys{environments_key, sources_key};

constexpr std::string_view directly_defined = "DIRECTLY_DEFINED";
constexpr std::string_view sources_hint = "the only one is DIRECTLY_DEFINED";
constexpr std::string_view entry_hint = "write <environment template>:<major>, for example vpc:1";

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::optional<CompatibleEnvironment> parse_entry(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  const auto name = text.substr(0, colon);
  const auto major = parse_version_segment(fmt::format("v{}", text.substr(colon + 1)));  // the same rule for numbers
  if (!major || !check_template_name(name)) return {};
  return CompatibleEnvironment{.name = std::string(name), .major = *major};
}

/// Collects the entries of either file.
class Entries {
 public:
  explicit Entries(const FileReport& report) : report_(report) {}

  void add(std::string_view text, Place place) {
    count_ += 1;
    auto entry = parse_entry(text);
    if (!entry)
      return fail(lint::registration_bad_environment, place,
                  fmt::format("'{}' is no environment template with a major version", escape_for_display(text)),
                  entry_hint);
    if (std::ranges::find(entries_, *entry) != entries_.end())
      return fail(lint::registration_duplicate_environment, place,
                  fmt::format("{}:{} is listed twice", entry->name, entry->major), "remove one of the two");
    if (entries_.size() < quota::compatible_environments) return entries_.push_back(*std::move(entry));
    if (!std::exchange(is_over_quota_, true))
      fail(lint::registration_too_many_environments, place,
           fmt::format("more than {} compatible environments", quota::compatible_environments),
           "AWS Proton allows 1 to 10");
  }

  void add_no_word(Place place) {
    count_ += 1;
    fail(lint::registration_bad_environment, place, "an entry has to be one word",
         fmt::format("{}, without a space after the colon", entry_hint));
  }

  /// Nothing where there was an error. `place`: of the list.
  std::optional<std::vector<CompatibleEnvironment>> finish(Place place) && {
    if (count_ == 0) fail(lint::registration_no_environments, place, "lists no compatible environment", entry_hint);
    if (has_failed_) return {};
    return std::move(entries_);
  }

 private:
  void fail(const lint::Rule& rule, Place place, std::string message, std::string_view hint) {
    has_failed_ = true;
    report_.add(rule, place, std::move(message), std::string(hint));
  }

  const FileReport& report_;
  std::vector<CompatibleEnvironment> entries_;
  std::size_t count_ = 0;
  bool is_over_quota_ = false;
  bool has_failed_ = false;
};

std::optional<std::vector<CompatibleEnvironment>> read_environments(const KeyedValue& written,
                                                                    const FileReport& report) {
  const auto place = place_of(written.key_mark);
  if (!written.value.IsSequence()) {
    report.add(lint::registration_no_environments, place, fmt::format("{} is no list", environments_key),
               std::string(entry_hint));
    return {};
  }
  Entries entries(report);
  for (const auto& entry : written.value) {
    if (entry.IsScalar())
      entries.add(entry.Scalar(), place_of(entry.Mark()));
    else
      entries.add_no_word(place_of(entry.Mark()));
  }
  return std::move(entries).finish(place);
}

std::optional<std::vector<std::string>> read_component_sources(const YAML::Node& document, const FileReport& report) {
  std::vector<std::string> sources;
  const auto written = find_key(document, sources_key);
  if (!written || written->value.IsNull()) return sources;
  const auto fail = [&](const YAML::Mark& mark, std::string message) {
    report.add(lint::registration_bad_component_source, place_of(mark), std::move(message), std::string(sources_hint));
  };
  if (!written->value.IsSequence()) {
    fail(written->key_mark, fmt::format("{} is no list", sources_key));
    return {};
  }
  bool has_failed = false;
  for (const auto& source : written->value) {
    if (source.IsScalar() && source.Scalar() == directly_defined) {
      sources = {std::string(directly_defined)};
      continue;
    }
    has_failed = true;
    fail(source.Mark(), source.IsScalar()
                            ? fmt::format("'{}' is no component source", escape_for_display(source.Scalar()))
                            : "a component source has to be one word");
  }
  if (has_failed) return {};
  return sources;
}

std::optional<Registration> read_document(const YAML::Node& document, const FileReport& report) {
  const bool has_environments = lint::check_keys(document,
                                                 {.known = known_keys,
                                                  .required = environments_key,
                                                  .required_hint = "list at least one environment template under it"},
                                                 {.unknown = lint::registration_unknown_key,
                                                  .twice = lint::registration_key_twice,
                                                  .missing = lint::registration_no_environments},
                                                 report);
  auto sources = read_component_sources(document, report);
  if (!has_environments) return {};
  auto environments = read_environments(*find_key(document, environments_key), report);
  if (!environments || !sources) return {};
  return Registration{.compatible_environments = *std::move(environments),
                      .supported_component_sources = *std::move(sources)};
}

bool is_too_large(std::string_view text, const FileReport& report) {
  if (text.size() <= quota::registration_file_bytes) return false;
  report.add(lint::registration_too_large, {},
             fmt::format("is larger than {}", format_bytes(quota::registration_file_bytes)),
             "keep the list of environments in it, and nothing else");
  return true;
}

}  // namespace

std::optional<Registration> parse_registration_file(std::string_view text, lint::Report& report) {
  const FileReport file(std::string(registration_file_path), report);
  if (is_too_large(text, file)) return {};
  const auto document = read_yaml(text);
  if (!document) {
    const auto& fault = document.error();
    file.add(lint::registration_no_yaml, fault.place, escape_for_display(fault.reason), fault.hint);
    return {};
  }
  try {
    return read_document(*document, file);
  } catch (const YAML::Exception& exception) {
    file.add(lint::registration_no_yaml, place_of(exception.mark), escape_for_display(exception.msg));
    return {};
  }
}

std::optional<Registration> parse_compatible_envs(std::string_view text, lint::Report& report) {
  const FileReport file(std::string(compatible_envs_path), report);
  if (is_too_large(text, file)) return {};
  Entries entries(file);
  for (int line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto entry = trim(text.substr(0, end));
    if (!entry.empty()) entries.add(entry, {.line = line, .column = 1 + static_cast<int>(entry.data() - text.data())});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  auto environments = std::move(entries).finish({});
  if (!environments) return {};
  return Registration{.compatible_environments = *std::move(environments)};
}

}  // namespace baryon::bundle
