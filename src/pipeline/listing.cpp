#include "pipeline/listing.h"

#include <set>
#include <string>
#include <utility>

#include "base/glob.h"

namespace baryon::pipeline {
namespace {

// The projects that patterns name, in lower case; one empty name where a pattern may stand for any.
std::set<std::string> named_projects(const Rules& rules) {
  std::set<std::string> names;
  for (const std::string_view pattern : rules.projects) {
    if (pattern.starts_with('!')) continue;
    const auto project = pattern.substr(0, pattern.find('/'));
    if (project.find_first_of("*?") != std::string_view::npos) return {""};
    names.insert(to_lower(project));
  }
  if (names.empty() && !rules.projects.empty()) return {""};  // nothing but exclusions
  return names;
}

bool concerns_one_project(const Error& error) {
  return error.code == ErrorCode::not_found || error.code == ErrorCode::denied || error.code == ErrorCode::invalid;
}

}  // namespace

Result<Listing> list_repositories(forge::Forge& forge, const Rules& rules) {
  const auto projects = named_projects(rules);
  Listing listing;
  for (const auto& project : projects) {
    auto listed = forge.repositories(project);
    if (!listed && (!concerns_one_project(listed.error()) || projects.size() == 1))
      return std::unexpected(std::move(listed).error());
    if (!listed) {
      listing.failures.push_back(std::move(listed).error());
      continue;
    }
    for (auto& repository : *listed)
      if (judge_repository(rules, repository.repository).verdict == Verdict::sync)
        listing.repositories.push_back(std::move(repository));
  }
  if (!projects.empty() && listing.failures.size() == projects.size())
    return std::unexpected(std::move(listing.failures.front()));
  return listing;
}

}  // namespace baryon::pipeline
