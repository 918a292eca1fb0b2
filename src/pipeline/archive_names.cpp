#include "pipeline/archive_names.h"

#include <fmt/format.h>

#include <utility>

#include "base/encoding.h"
#include "base/glob.h"
#include "base/sha256.h"
#include "base/text.h"
#include "forge/named_repository.h"
#include "forge/ref_name.h"
#include "forge/repository_name.h"

namespace baryon::pipeline {
namespace {

constexpr std::size_t commit_digits = 40;

std::string told(const store::Metadata& metadata, const std::string& name, const std::string& otherwise) {
  const auto found = metadata.find(name);
  return found == metadata.end() || found->second.empty() ? otherwise : found->second;
}

std::unexpected<Error> no_name(std::string_view what, std::string_view text) {
  return fail(ErrorCode::invalid, fmt::format("'{}' is no {}", escape_for_display(text), what),
              "put the object again with other metadata, or under another key");
}

}  // namespace

Result<ArchiveNames> archive_names(const ObjectKeys& keys, const std::string& key, const std::string& state,
                                   const store::Metadata& metadata) {
  const auto by_key = keys.names(key);
  const auto project = told(metadata, "projectname", by_key.project);
  const auto slug = told(metadata, "reponame", by_key.repository.empty() ? project : by_key.repository);
  const auto commit = told(metadata, "commithash", by_key.commit);
  const auto branch = told(metadata, "branch", by_key.branch);
  if (!forge::is_plausible_name(project)) return no_name("project's key (projectname)", project);
  if (!forge::is_plausible_name(slug)) return no_name("repository's name (reponame)", slug);
  if (!commit.empty() && !forge::is_commit_hash(commit)) return no_name("commit (commithash)", commit);
  ArchiveNames names{.repository = forge::repository_named(project, slug), .ref = {}, .commit = to_lower(commit)};
  if (commit.empty()) names.commit = to_hex(sha256(key + "\n" + state)).substr(0, commit_digits);
  names.ref = branch.empty() ? "refs/archives/" + names.commit : "refs/heads/" + branch;
  if (!forge::is_plausible_ref(names.ref)) return no_name("branch", branch);
  return names;
}

}  // namespace baryon::pipeline
