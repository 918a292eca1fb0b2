#include "registry/retention.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "registry/lists.h"
#include "registry/rows.h"
#include "registry/tables.h"

namespace baryon::registry {
namespace {

using db::Session;

const std::string select_templates = rows::select_templates("ORDER BY t.name, t.kind");
constexpr std::string_view select_states =
    "SELECT major, minor, status FROM versions WHERE name = :name AND kind = :kind ORDER BY major, minor";
constexpr std::string_view select_references =
    "SELECT DISTINCT compatible_environments FROM versions WHERE kind = 'service' AND compatible_environments <> '[]'";

Result<std::vector<VersionState>> states_of(Session& session, const TemplateKey& key) {
  BARYON_TRY(const auto found, (session.query<std::int64_t, std::int64_t, std::string>(select_states, key.name,
                                                                                       bundle::to_string(key.kind))));
  std::vector<VersionState> states;
  states.reserve(found.size());
  for (const auto& [major, minor, status] : found) {
    BARYON_TRY(const auto known, parse_version_status(status));
    states.push_back({.number = {.major = major, .minor = minor}, .status = known});
  }
  return states;
}

// The majors of an environment template that versions of service templates name.
Result<std::set<std::int64_t>> references_to(Session& session, const TemplateKey& key) {
  std::set<std::int64_t> majors;
  if (key.kind != TemplateKind::environment) return majors;
  BARYON_TRY(const auto lists, session.query<std::string>(select_references));
  for (const auto& [list] : lists) {
    BARYON_TRY(const auto environments, environments_from_json(list));
    for (const auto& environment : environments)
      if (environment.name == key.name) majors.insert(environment.major);
  }
  return majors;
}

Result<std::vector<Pruned>> prunable(Session& session, const TemplateKey& key, std::size_t count) {
  BARYON_TRY(const auto states, states_of(session, key));
  BARYON_TRY(const auto references, references_to(session, key));
  const auto judged = judge_versions(states, count, references);
  std::vector<Pruned> found;
  for (std::size_t i = 0; i < states.size(); ++i)
    if (judged[i] == Keep::no)
      found.push_back({.template_key = key, .number = states[i].number, .status = states[i].status});
  return found;
}

Result<std::vector<Pruned>> prune_template(Session& session, const TemplateKey& key, std::size_t count) {
  BARYON_TRY(auto found, prunable(session, key, count));
  for (const auto& pruned : found) BARYON_CHECK(tables::remove_version(session, key, pruned.number));
  return found;
}

}  // namespace

std::vector<Keep> judge_versions(std::span<const VersionState> versions, std::size_t count,
                                 const std::set<std::int64_t>& referenced_majors) {
  // Of each major, from its newest version on: those that registered well.
  std::map<std::int64_t, std::size_t> newer;
  std::vector<Keep> judged(versions.size(), Keep::no);
  for (auto i = versions.size(); i-- > 0;) {
    const auto& [number, status] = versions[i];
    auto& newer_in_major = newer[number.major];
    const bool is_newest = newer_in_major < std::max<std::size_t>(count, 1);
    if (status == VersionStatus::draft || status == VersionStatus::published) ++newer_in_major;
    if (status == VersionStatus::registration_in_progress)
      judged[i] = Keep::in_progress;
    else if (status == VersionStatus::published)
      judged[i] = Keep::published;
    else if (is_newest)
      judged[i] = Keep::newest;
    else if (status == VersionStatus::draft && referenced_majors.contains(number.major))
      judged[i] = Keep::referenced;
  }
  return judged;
}

Result<std::vector<Pruned>> Retention::prune(std::size_t count, Mode mode) {
  BARYON_TRY(const auto templates,
             database_.read([&](Session& session) { return rows::templates(session, select_templates); }));
  std::vector<Pruned> all;
  for (const auto& found : templates) {
    const TemplateKey key{.kind = found.kind, .name = found.name};
    BARYON_TRY(auto pruned,
               mode == Mode::dry_run
                   ? database_.read([&](Session& session) { return prunable(session, key, count); })
                   : database_.writer().write([&](Session& session) { return prune_template(session, key, count); }));
    std::ranges::move(pruned, std::back_inserter(all));
  }
  return all;
}

}  // namespace baryon::registry
