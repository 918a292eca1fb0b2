#include "pipeline/archive_courier.h"

#include <fmt/format.h>

#include <utility>

#include "base/file.h"

namespace baryon::pipeline {
namespace {

using forge::EventKind;
using Outcome = ArchiveCourier::Outcome;
using What = ArchiveCourier::What;

std::string short_commit(const std::string& commit) { return commit.substr(0, 7); }

Outcome ignored(std::string reason) { return {.what = What::ignored, .reason = std::move(reason)}; }

}  // namespace

ArchiveCourier::ArchiveCourier(forge::Forge& forge, store::Store& store, ArchiveCourierOptions options)
    : forge_(forge), store_(store), options_(std::move(options)) {}

Result<std::vector<Outcome>> ArchiveCourier::bring(const forge::Event& event) {
  if (event.kind != EventKind::refs_changed && event.kind != EventKind::default_branch_changed)
    return std::vector{ignored(fmt::format("event '{}' needs no sync", event.key))};
  if (auto judgement = judge_repository(options_.rules, event.repository); judgement.verdict == Verdict::ignore)
    return std::vector{ignored(std::move(judgement.reason))};
  auto changes = event.changes;
  if (changes.empty()) {
    BARYON_TRY(changes, branches_of(event.repository));
  }
  std::vector<Outcome> outcomes;
  for (const auto& change : changes) {
    BARYON_TRY(auto outcome, bring_change(event.repository, change));
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

Result<std::vector<forge::RefChange>> ArchiveCourier::branches_of(const forge::Repository& repository) {
  BARYON_TRY(const auto branches, forge_.branches(repository));
  std::vector<forge::RefChange> changes;
  for (const auto& head : branches.heads)
    changes.push_back(
        {.ref = head.ref, .kind = forge::RefKind::branch, .type = forge::ChangeType::update, .to = head.commit});
  return changes;
}

Result<Outcome> ArchiveCourier::bring_change(const forge::Repository& repository, const forge::RefChange& change) {
  auto judgement = judge(options_.rules, change, std::nullopt);
  if (judgement.verdict == Verdict::ask_forge) {
    BARYON_TRY(const auto branch, forge_.default_branch(repository));
    judgement = judge_branch(options_.rules, change.ref, branch);
  }
  if (judgement.verdict == Verdict::ignore) return ignored(std::move(judgement.reason));
  BARYON_TRY(const auto head, forge_.head(repository, change.ref));
  if (!head) return ignored(fmt::format("{} was deleted since", change.ref));
  BARYON_TRY(auto outcome, bring_head(repository, *head));
  if (head->commit != change.to)
    outcome.reason = fmt::format("{} is at {} now: {}", change.ref, short_commit(head->commit), outcome.reason);
  return outcome;
}

Result<Outcome> ArchiveCourier::bring_head(const forge::Repository& repository, const forge::Head& head) {
  const store::Metadata metadata{{"projectname", repository.project},
                                 {"reponame", repository.slug},
                                 {"commithash", head.commit},
                                 {"branch", branch_of(head.ref)}};
  const auto key = options_.keys.archive(repository, head.ref, head.commit);
  BARYON_TRY(const auto is_known, has(key, metadata));
  if (is_known) return Outcome{.what = What::known, .reason = "this commit's archive is in the store already"};
  BARYON_TRY(auto spool, File::create_unnamed(options_.spool_directory));
  BARYON_CHECK(forge_.fetch_archive(repository, head.commit, spool));
  BARYON_CHECK(spool.rewind());
  BARYON_CHECK(store_.put(key, spool, metadata));
  return Outcome{.what = What::stored, .reason = fmt::format("commit {} is in the store", short_commit(head.commit))};
}

// An object of another repository or branch under the same key is not what was pushed.
Result<bool> ArchiveCourier::has(const std::string& key, const store::Metadata& metadata) {
  const auto found = store_.head(key);
  if (found) return found->metadata == metadata;
  if (found.error().code == ErrorCode::not_found) return false;
  return std::unexpected(found.error());
}

}  // namespace baryon::pipeline
