#include "pipeline/admission.h"

#include <fmt/format.h>

#include <utility>

#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

std::string named_by(const SyncConfig& config) {
  return fmt::format("the sync config of {} template '{}' names this branch",
                     bundle::to_string(config.template_key.kind), config.template_key.name);
}

}  // namespace

Result<Admittance> admit(db::Session& session, const Rules& rules, std::string_view forge,
                         const forge::Repository& repository, const forge::RefChange& change,
                         const std::optional<std::string>& default_branch) {
  auto judgement = judge_repository(rules, repository);
  const bool is_known = judgement.verdict != Verdict::ignore;
  if (is_known) judgement = judge(rules, change, default_branch);
  if (judgement.verdict != Verdict::ignore)
    return Admittance{.is_admitted = true, .reason = std::move(judgement.reason)};
  Admittance ignored{.reason = std::move(judgement.reason)};
  if (change.kind != forge::RefKind::branch || change.type == forge::ChangeType::other) return ignored;
  BARYON_TRY(const auto configs, sync_configs_for(session, forge, repository, change.ref));
  const bool is_gone = change.type == forge::ChangeType::remove || change.to.empty();
  if (!is_gone && !configs.empty()) return Admittance{.is_admitted = true, .reason = named_by(configs.front())};
  ignored.tells_of_end = change.to.empty() && (is_known || !configs.empty());
  return ignored;
}

}  // namespace baryon::pipeline
