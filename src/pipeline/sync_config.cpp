#include "pipeline/sync_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "forge/named_repository.h"

namespace baryon::pipeline {
namespace {

constexpr std::array<std::string_view, 3> mode_words{"automatic", "configured", "stopped"};
constexpr std::string_view branch_prefix = "refs/heads/";

/// `templates/vpc` of `/templates/./vpc/`.
std::string normalised(std::string_view directory) {
  std::string out;
  while (!directory.empty()) {
    const auto segment = directory.substr(0, directory.find('/'));
    directory.remove_prefix(std::min(segment.size() + 1, directory.size()));
    if (segment.empty() || segment == ".") continue;
    if (!out.empty()) out += '/';
    out += segment;
  }
  return out;
}

}  // namespace

std::string_view to_string(SyncMode mode) { return mode_words[static_cast<std::size_t>(mode)]; }

Result<SyncMode> parse_sync_mode(std::string_view text) {
  const auto* const found = std::ranges::find(mode_words, text);
  if (found == mode_words.end())
    return fail(ErrorCode::corrupt, fmt::format("a sync config has the unknown mode '{}'", text));
  return static_cast<SyncMode>(found - mode_words.begin());
}

std::string SyncConfig::ref() const { return std::string(branch_prefix) + branch; }

bool SyncConfig::names(std::string_view forge_name, const forge::Repository& other) const {
  if (forge_name == forge::archive_forge) return path_key(repository) == path_key(other);
  if (forge != forge_name) return false;
  return repository.id != 0 ? repository.id == other.id : path_key(repository) == path_key(other);
}

bool SyncConfig::covers(std::string_view directory) const {
  const auto top = normalised(subdirectory);
  return top.empty() || directory == top || directory.starts_with(top + "/");
}

std::string SyncConfig::place() const {
  return fmt::format("branch {} of {}{}", escape_for_display(branch), escape_for_display(repository.path()),
                     subdirectory.empty() ? "" : " below " + escape_for_display(subdirectory));
}

}  // namespace baryon::pipeline
