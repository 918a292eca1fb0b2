#include "pipeline/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/glob.h"

namespace baryon::pipeline {
namespace {

constexpr std::string_view branch_prefix = "refs/heads/";

std::string short_name(const std::string& ref) {
  return ref.starts_with(branch_prefix) ? ref.substr(branch_prefix.size()) : ref;
}

Judgement ignore(std::string reason) { return {.verdict = Verdict::ignore, .reason = std::move(reason)}; }

}  // namespace

Judgement judge_repository(const Rules& rules, const forge::Repository& repository) {
  // The last pattern that matches decides, whichever of the two forms it has.
  bool included = !rules.projects.empty() &&
                  std::ranges::all_of(rules.projects, [](const auto& pattern) { return pattern.starts_with('!'); });
  for (const std::string_view pattern : rules.projects) {
    const bool excludes = pattern.starts_with('!');
    const auto glob = excludes ? pattern.substr(1) : pattern;
    const auto name = glob.contains('/') ? repository.path() : repository.project;
    if (glob_matches_ignoring_case(glob, name)) included = !excludes;
  }
  if (included) return {.verdict = Verdict::sync, .reason = {}};
  return ignore(fmt::format("{} is not among the configured projects (bitbucket.projects: {})", repository.path(),
                            fmt::join(rules.projects, ", ")));
}

Judgement judge_branch(const Rules& rules, const std::string& ref, const std::optional<std::string>& default_branch) {
  if (!rules.branches.empty()) {
    if (any_glob_matches(rules.branches, short_name(ref))) return {.verdict = Verdict::sync, .reason = {}};
    return ignore(fmt::format("branch '{}' is not among the configured branches (bitbucket.branches: {})",
                              short_name(ref), fmt::join(rules.branches, ", ")));
  }
  if (!default_branch)
    return {.verdict = Verdict::ask_forge, .reason = "whether this is the default branch will be asked"};
  if (ref == *default_branch) return {.verdict = Verdict::sync, .reason = {}};
  return ignore(fmt::format("branch '{}' is not the repository's default branch '{}' (bitbucket.branches is empty)",
                            short_name(ref), short_name(*default_branch)));
}

Judgement judge(const Rules& rules, const forge::RefChange& change, const std::optional<std::string>& default_branch) {
  using forge::ChangeType;
  using forge::RefKind;
  if (change.kind == RefKind::tag) return ignore("a tag: only branches are synced");
  if (change.kind == RefKind::other || !change.ref.starts_with(branch_prefix))
    return ignore("neither a branch nor a tag: only branches are synced");
  if (change.type == ChangeType::other) return ignore("a kind of change that is not known");
  if (change.type == ChangeType::remove || change.to.empty())
    return ignore("the branch was deleted: what was registered from it stays");
  return judge_branch(rules, change.ref, default_branch);
}

Judgement judge_archive(const Rules& rules, const forge::Repository& repository, const std::string& ref) {
  auto judgement = judge_repository(rules, repository);
  if (judgement.verdict != Verdict::sync || rules.branches.empty() || !ref.starts_with(branch_prefix)) return judgement;
  return judge_branch(rules, ref, std::nullopt);
}

}  // namespace baryon::pipeline
