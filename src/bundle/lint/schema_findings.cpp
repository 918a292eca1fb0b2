#include "bundle/lint/schema_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "bundle/schema.h"

namespace baryon::bundle::lint {

constexpr Rule schema_duplicate_name{
    .id = "schema-duplicate-name",
    .severity = Severity::error,
    .title = "a type or an input is defined twice",
    .why =
        "YAML forbids equal keys in one map (YAML 1.2.2, 3.2.1.3), and AWS Proton wants valid YAML. Readers that let "
        "it pass take one of the two and say nothing of the other."};

constexpr Rule schema_duplicate_key{
    .id = "schema-duplicate-key",
    .severity = Severity::warning,
    .title = "a keyword stands twice in the same place",
    .why =
        "YAML forbids equal keys in one map (YAML 1.2.2, 3.2.1.3). Here the first one counts; other readers take the "
        "last."};

namespace {

constexpr Rule schema_key_no_name{.id = "schema-key-no-name",
                                  .severity = Severity::warning,
                                  .title = "a key is a list, a map or empty",
                                  .why = "All keys of a schema are words; this one and its value are passed over."};

constexpr Rule schema_merge_key{
    .id = "schema-merge-key",
    .severity = Severity::warning,
    .title = "a merge key `<<`",
    .why =
        "Merge keys are an extension of YAML 1.1 that many readers lack. Here they are passed over, and AWS Proton "
        "does not document them."};

constexpr std::array rules{schema_duplicate_name, schema_duplicate_key, schema_key_no_name, schema_merge_key};

}  // namespace

std::span<const Rule> schema_map_rules() { return rules; }

void SchemaFindings::add(const Rule& rule, Place place, std::string message, std::string hint) {
  report_.add(rule, std::string(schema_path), place, std::move(message), std::move(hint));
}

void SchemaFindings::add_duplicate(const Rule& rule, std::string_view owner, const YamlValue& first,
                                   const YamlValue& second) {
  add(rule, second.place, fmt::format("{} has {} twice", owner, name_in_quotes(second.text)),
      fmt::format("remove one of the two; the other is in line {}", first.place.line));
}

std::vector<YamlEntry> SchemaFindings::entries(const YamlValue& map, std::string_view owner, const Rule& duplicate) {
  std::vector<YamlEntry> found;
  found.reserve(map.entries.size());
  std::unordered_map<std::string_view, const YamlValue*> keys;
  for (const auto& entry : map.entries) {
    const auto& key = *entry.key;
    if (!key.is_scalar() || key.text.empty()) {
      add(schema_key_no_name, key.place, fmt::format("a key of {} is no name", owner), "remove it");
    } else if (key.text == "<<") {
      add(schema_merge_key, key.place, fmt::format("{} has a merge key, which is passed over", owner),
          "write out what it stands for");
    } else if (const auto [first, is_new] = keys.try_emplace(key.text, &key); is_new) {
      found.push_back(entry);
    } else {
      add_duplicate(duplicate, owner, *first->second, key);
    }
  }
  return found;
}

std::optional<std::string_view> SchemaFindings::nearest_of(std::string_view text,
                                                           std::span<const std::string_view> candidates) {
  std::size_t comparisons = 0;
  for (const auto candidate : candidates) comparisons += text.size() * candidate.size();
  if (comparisons > comparisons_left_) return {};
  comparisons_left_ -= comparisons;
  return nearest(text, candidates);
}

std::string SchemaFindings::suggest(std::string_view text, std::span<const std::string_view> candidates,
                                    std::string otherwise) {
  const auto found = nearest_of(text, candidates);
  return found ? fmt::format("did you mean {}", name_in_quotes(*found)) : std::move(otherwise);
}

const YamlEntry* find(std::span<const YamlEntry> entries, std::string_view key) {
  const auto found = std::ranges::find_if(entries, [&](const YamlEntry& entry) { return entry.key->text == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::string name_in_quotes(std::string_view name) {
  constexpr std::size_t longest = 100;  // bytes; AWS Proton allows names of 100 characters
  return fmt::format("'{}'", escape_for_display(name, longest));
}

std::size_t length_in_characters(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

}  // namespace baryon::bundle::lint
