#include "pipeline/sync_config_looks.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "pipeline/announce.h"
#include "pipeline/enqueue.h"
#include "pipeline/repositories.h"
#include "pipeline/sync_config_rows.h"

namespace baryon::pipeline {
namespace {

using db::Session;

constexpr std::chrono::seconds first_pause(5);
constexpr std::chrono::seconds longest_pause = std::chrono::minutes(10);
// While a sync runs that may have begun before the config changed.
constexpr std::chrono::seconds short_pause(1);

std::chrono::seconds pause_after(const SyncConfig& config, const Error& error) {
  const auto doublings = std::min<std::int64_t>(config.attempts, 12);
  const auto pause = std::min(longest_pause, first_pause * (std::int64_t{1} << doublings));
  return std::max(pause, error.retry_after.value_or(pause));
}

/// The config as it was looked for, unless it was changed meanwhile.
Result<std::optional<SyncConfig>> unchanged(Session& session, const SyncConfig& config) {
  BARYON_TRY(auto current, find_sync_config(session, config.template_key));
  if (current && current->revision != config.revision) current.reset();
  return current;
}

/// What the forge finds under the names that the config gives: which may differ in case, or be another one than before.
Result<void> name_repository(Session& session, const SyncConfig& config, const forge::Repository& repository) {
  BARYON_CHECK(identify_repository(session, config.forge, repository));
  BARYON_TRY(auto current, unchanged(session, config));
  if (!current) return {};
  current->repository = repository;
  return put_sync_config(session, *current);
}

}  // namespace

SyncConfigLooks::SyncConfigLooks(db::Database& database, forge::Forge& forge, const Clock& clock)
    : database_(database), forge_(forge), clock_(clock) {}

Result<std::optional<bool>> SyncConfigLooks::run_due() {
  BARYON_TRY(const auto due,
             database_.read([&](Session& session) { return due_sync_config(session, forge_.name(), clock_.now()); }));
  if (!due) return std::nullopt;
  const auto queued = look(*due);
  if (queued) return *queued;
  log::warning("branch of a sync config cannot be looked at", {{"template", due->template_key.name},
                                                               {"place", due->place()},
                                                               {"reason", queued.error().message},
                                                               {"hint", queued.error().hint},
                                                               {"attempt", due->attempts + 1}});
  BARYON_CHECK(postpone(*due, queued.error()));
  return false;
}

Result<bool> SyncConfigLooks::look(const SyncConfig& config) {
  BARYON_TRY(const auto repository, forge_.find(config.repository.project, config.repository.slug));
  if (repository.id != config.repository.id || repository.path() != config.repository.path())
    BARYON_CHECK(
        database_.writer().write([&](Session& session) { return name_repository(session, config, repository); }));
  BARYON_TRY(auto tips_before,
             database_.read([&](Session& session) { return announced_tips(session, forge_.name(), repository.id); }));
  BARYON_TRY(const auto head, forge_.head(repository, config.ref()));
  if (!head)
    return fail(ErrorCode::not_found,
                fmt::format("{} has no branch '{}'", repository.path(), escape_for_display(config.branch)),
                "push the branch, or change the sync config");
  return database_.writer().write([&](Session& session) -> Result<bool> {
    const auto now = clock_.now();
    BARYON_TRY(auto current, unchanged(session, config));
    if (!current) return false;
    BARYON_TRY(const auto announced, announce_asked(session,
                                                    {.forge = std::string(forge_.name()),
                                                     .repository = repository,
                                                     .ref = head->ref,
                                                     .from = {},
                                                     .commit = head->commit,
                                                     .subject = head->subject},
                                                    tips_before[head->ref], now));
    BARYON_TRY(const bool is_to_run, enqueue_again(session, announced.sync, "", now));
    current->due_at = is_to_run ? std::nullopt : std::optional<Timestamp>(now + short_pause);
    current->attempts = 0;
    current->failed_at.reset();
    current->failure.clear();
    BARYON_CHECK(put_sync_config(session, *current));
    return is_to_run;
  });
}

Result<void> SyncConfigLooks::postpone(const SyncConfig& config, const Error& error) {
  return database_.writer().write([&](Session& session) -> Result<void> {
    BARYON_TRY(auto current, unchanged(session, config));
    if (!current) return {};
    const auto now = clock_.now();
    current->due_at = now + pause_after(config, error);
    current->attempts = config.attempts + 1;
    current->failed_at = now;
    current->failure = error.text();
    return put_sync_config(session, *current);
  });
}

}  // namespace baryon::pipeline
