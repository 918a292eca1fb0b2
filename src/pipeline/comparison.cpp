#include "pipeline/comparison.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "pipeline/announce.h"
#include "pipeline/ledger_rows.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::string_view branch_prefix = "refs/heads/";

// What is known before the forge is asked.
struct Known {
  std::map<std::string, KnownTip> tips;
  std::set<std::string> configured;  // refs that sync configs name
};

Result<Known> read_known(const ComparisonParts& parts, const forge::Repository& repository) {
  return parts.database.read([&](Session& session) -> Result<Known> {
    Known known;
    BARYON_TRY(known.tips, known_tips(session, parts.forge.name(), repository.id));
    BARYON_TRY(known.configured, configured_refs(session, parts.forge.name(), repository));
    return known;
  });
}

// The answer about branches tells it nearly always; not where it does not exist yet.
Result<std::string> default_branch(forge::Forge& forge, const forge::Repository& repository,
                                   const forge::Branches& branches) {
  if (!branches.default_branch.empty() || branches.heads.empty()) return branches.default_branch;
  auto asked = forge.default_branch(repository);
  if (!asked && asked.error().code == ErrorCode::not_found) return std::string();
  return asked;
}

RefMove move_between(forge::Forge& forge, const forge::Repository& repository, const std::string& from,
                     const std::string& to) {
  if (from.empty()) return RefMove::made;
  if (from == to) return RefMove::none;
  const auto follows = forge.descends(repository, to, from);
  if (!follows) return RefMove::moved;  // the ref is to be synced all the same
  return *follows ? RefMove::forward : RefMove::forced;
}

KnownTip tip_of(const Known& known, const std::string& ref) {
  const auto found = known.tips.find(ref);
  return found == known.tips.end() ? KnownTip{} : found->second;
}

// Pages are cut while branches come and go, so a branch that a list does not hold may be there.
Result<std::optional<RefDifference>> vanished(forge::Forge& forge, const forge::Repository& repository,
                                              const std::string& ref, const KnownTip& tip) {
  if (tip.announced.empty() && tip.seen.empty()) return std::nullopt;
  if (!tip.announced.empty()) {
    BARYON_TRY(const auto head, forge.head(repository, ref));
    if (head) return std::nullopt;  // the next comparison will see it
  }
  return RefDifference{.ref = ref, .from = tip.announced, .commit = {}, .move = RefMove::gone};
}

Result<void> record(Session& session, const ComparisonParts& parts, const forge::Repository& repository,
                    std::vector<RefDifference>& differences) {
  for (auto& difference : differences) {
    BARYON_TRY(const auto announced, announce_asked(session,
                                                    {.forge = std::string(parts.forge.name()),
                                                     .repository = repository,
                                                     .ref = difference.ref,
                                                     .from = difference.from,
                                                     .commit = difference.commit,
                                                     .move = difference.move},
                                                    difference.from, parts.clock.now()));
    difference.is_queued = announced.what == Announced::queued || announced.what == Announced::queued_again;
  }
  return {};
}

}  // namespace

std::size_t Comparison::queued() const {
  return static_cast<std::size_t>(std::ranges::count_if(differences, &RefDifference::is_queued));
}

std::size_t Comparison::count(RefMove move) const {
  return static_cast<std::size_t>(std::ranges::count(differences, move, &RefDifference::move));
}

Result<Comparison> compare(const ComparisonParts& parts, const forge::Repository& repository) {
  BARYON_TRY(const auto known, read_known(parts, repository));
  const bool is_in_rules = judge_repository(parts.rules, repository).verdict != Verdict::ignore;
  if (!is_in_rules && known.configured.empty()) return Comparison{.is_wanted = false};
  BARYON_TRY(const auto branches, parts.forge.branches(repository));
  Comparison comparison;
  if (is_in_rules && parts.rules.branches.empty()) {
    BARYON_TRY(comparison.default_branch, default_branch(parts.forge, repository, branches));
  }
  const auto is_wanted = [&](const std::string& ref) {
    return known.configured.contains(ref) ||
           (is_in_rules && judge_branch(parts.rules, ref, comparison.default_branch).verdict == Verdict::sync);
  };
  std::set<std::string> present;
  for (const auto& head : branches.heads) {
    present.insert(head.ref);
    if (!is_wanted(head.ref)) continue;
    const auto tip = tip_of(known, head.ref);
    if (tip.announced == head.commit && tip.seen == head.commit && !tip.is_doubtful) continue;
    comparison.differences.push_back({.ref = head.ref,
                                      .from = tip.announced,
                                      .commit = head.commit,
                                      .move = move_between(parts.forge, repository, tip.announced, head.commit)});
  }
  for (const auto& [ref, tip] : known.tips) {
    if (!ref.starts_with(branch_prefix) || present.contains(ref)) continue;
    BARYON_TRY(auto gone, vanished(parts.forge, repository, ref, tip));
    if (gone) comparison.differences.push_back(*std::move(gone));
  }
  if (comparison.differences.empty()) return comparison;
  BARYON_CHECK(parts.database.writer().write(
      [&](Session& session) { return record(session, parts, repository, comparison.differences); }));
  return comparison;
}

}  // namespace baryon::pipeline
