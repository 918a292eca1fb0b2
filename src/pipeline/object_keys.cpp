#include "pipeline/object_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/glob.h"
#include "bundle/version_path.h"
#include "forge/ref_name.h"

namespace baryon::pipeline {
namespace {

constexpr std::string_view branch_prefix = "refs/heads/";
constexpr std::size_t commit_digits = 40;

// What was read of a key so far: views into it.
struct Views {
  std::string_view project;
  std::string_view repository;
  std::string_view commit;
  std::string_view branch;
};

struct Part {
  std::string_view placeholder;
  std::string_view Views::* view;
  bool may_hold_slash;
};
constexpr std::array<Part, 4> parts{{{"{project}", &Views::project, false},
                                     {"{repository}", &Views::repository, false},
                                     {"{commit}", &Views::commit, false},
                                     {"{branch}", &Views::branch, true}}};

/// The placeholder that a pattern begins with, or null.
const Part* part_at(std::string_view pattern) {
  const auto* const found =
      std::ranges::find_if(parts, [&](const Part& part) { return pattern.starts_with(part.placeholder); });
  return found == parts.end() ? nullptr : found;
}

/// Reads a key by a pattern, trying the shortest values first; gives up on a pair that takes too long.
class KeyReader {
 public:
  std::optional<KeyNames> read(std::string_view pattern, std::string_view key) {
    if (!fits(pattern, key)) return std::nullopt;
    return KeyNames{.project = std::string(views_.project),
                    .repository = std::string(views_.repository),
                    .commit = to_lower(views_.commit),
                    .branch = std::string(views_.branch)};
  }

 private:
  bool fits(std::string_view pattern, std::string_view key) {
    if (++steps_ > max_steps) return false;
    if (const auto* const part = part_at(pattern))
      return fits_part(*part, pattern.substr(part->placeholder.size()), key);
    if (pattern.empty() || key.empty()) return pattern.empty() && key.empty();
    return pattern.front() == key.front() && fits(pattern.substr(1), key.substr(1));
  }

  bool fits_part(const Part& part, std::string_view rest, std::string_view key) {
    auto& view = views_.*part.view;
    if (!view.empty()) return key.starts_with(view) && fits(rest, key.substr(view.size()));
    const bool is_commit = part.view == &Views::commit;
    for (auto size = is_commit ? commit_digits : 1; size <= key.size(); ++size) {
      const auto value = key.substr(0, size);
      if (is_commit ? !forge::is_commit_hash(value) : value.back() == '/' && !part.may_hold_slash) return false;
      view = value;
      if (fits(rest, key.substr(size))) return true;
      view = {};
      if (is_commit) return false;
    }
    return false;
  }

  static constexpr int max_steps = 50'000;  // a pattern of four placeholders takes some thousands
  Views views_;
  int steps_ = 0;
};

std::string_view without_suffix(std::string_view key) {
  for (const std::string_view suffix : {".tar.gz", ".tgz"})
    if (key.ends_with(suffix)) return key.substr(0, key.size() - suffix.size());
  return key;
}

}  // namespace

std::string ObjectKeys::archive(const forge::Repository& repository, std::string_view ref,
                                const std::string& commit) const {
  const auto branch = branch_of(ref);
  const Views views{.project = repository.project, .repository = repository.slug, .commit = commit, .branch = branch};
  std::string key;
  for (std::string_view rest = archive_pattern_; !rest.empty();) {
    const auto* part = part_at(rest);
    key += part != nullptr ? views.*part->view : rest.substr(0, 1);
    rest.remove_prefix(part != nullptr ? part->placeholder.size() : 1);
  }
  return key;
}

std::string ObjectKeys::bundle(const std::string& project, const std::string& commit, const std::string& template_name,
                               std::int64_t major) {
  return fmt::format("{}/{}/{}/v{}.tar.gz", project, commit, template_name, major);
}

bool ObjectKeys::is_bundle(std::string_view key) {
  constexpr std::string_view suffix = ".tar.gz";
  if (key.starts_with(registered_prefix)) return true;
  if (std::ranges::count(key, '/') != 3 || !key.ends_with(suffix)) return false;
  key.remove_suffix(suffix.size());
  key.remove_prefix(key.find('/') + 1);
  return forge::is_commit_hash(key.substr(0, key.find('/'))) &&
         bundle::parse_version_segment(key.substr(key.rfind('/') + 1)).has_value();
}

KeyNames ObjectKeys::names(std::string_view key) const {
  if (auto names = KeyReader().read(archive_pattern_, key)) return *std::move(names);
  const auto path = without_suffix(key);
  return {.project = std::string(path.substr(0, path.find('/'))),
          .repository = std::string(path.substr(path.rfind('/') + 1))};
}

std::string branch_of(std::string_view ref) {
  return std::string(ref.starts_with(branch_prefix) ? ref.substr(branch_prefix.size()) : ref);
}

bool is_archive_key(std::string_view key) { return without_suffix(key).size() < key.size(); }

}  // namespace baryon::pipeline
