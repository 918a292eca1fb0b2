#include "faces/proton/sync_views.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <string>

#include "faces/proton/arn.h"
#include "faces/proton/sync_shapes.h"
#include "faces/proton/views.h"

namespace baryon::faces::proton {
namespace {

namespace json = boost::json;
using pipeline::AttemptState;
using pipeline::RepositoryLink;
using pipeline::SyncAttempt;
using pipeline::SyncConfig;

/// There is one connection here, which has no name of its own: `bitbucket.url`.
std::string connection_of(const RepositoryLink& link, std::string_view region) {
  if (!link.is_automatic()) return link.connection_arn;
  return fmt::format("arn:aws:codestar-connections:{}:{}:connection/bitbucket", region, account_id);
}

/// The root of the repository where the config names no directory.
std::string directory_of(const SyncConfig& config) { return config.subdirectory.empty() ? "/" : config.subdirectory; }

/// A revision has to have a commit: Git's way to say that there is none.
std::string commit_or_none(const std::string& commit) { return commit.empty() ? std::string(40, '0') : commit; }

/// The status of a resource lacks QUEUED.
enum class Of : bool { repository, resource };

std::string_view status_of(AttemptState state, Of what) {
  switch (state) {
    case AttemptState::queued:
      return what == Of::repository ? "QUEUED" : "INITIATED";
    case AttemptState::initiated:
      return "INITIATED";
    case AttemptState::in_progress:
      return "IN_PROGRESS";
    case AttemptState::succeeded:
      return "SUCCEEDED";
    case AttemptState::failed:
      return "FAILED";
  }
  return "FAILED";
}

std::string_view last_event_type(AttemptState state) {
  if (state == AttemptState::succeeded) return "SYNC_SUCCEEDED";
  return state == AttemptState::failed ? "SYNC_FAILED" : "SYNC_WAITING";
}

json::object event(std::string_view type, std::string_view text, Timestamp time, const std::string& external_id = {}) {
  json::object view{{"type", type}, {"event", text}, {"time", seconds_of(time)}};
  if (!external_id.empty()) view["externalId"] = external_id;
  return view;
}

/// The first three are those of AWS Proton (User Guide, "View sync status"), as far as they happened; ours is the last.
json::array events_of(const SyncAttempt& attempt) {
  json::array events;
  if (attempt.fetched_at) events.push_back(event("CLONE_STARTED", "Clone started", *attempt.fetched_at));
  if (attempt.scanned_at) {
    events.push_back(event("CONFIG_UPDATED", "Updated configuration", *attempt.scanned_at));
    events.push_back(
        event("STARTING_SYNC", "Starting syncs for commit " + attempt.commit, *attempt.scanned_at, attempt.commit));
  }
  if (!attempt.reason.empty())
    events.push_back(event(last_event_type(attempt.state), attempt.reason, attempt.ended_at, attempt.commit));
  return events;
}

json::object revision(const SyncConfig& config, const std::string& directory, const std::string& commit) {
  return {{"repositoryName", config.repository.path()},
          {"repositoryProvider", shapes::bitbucket},
          {"branch", config.branch},
          {"directory", directory.empty() ? directory_of(config) : directory},
          {"sha", commit_or_none(commit)}};
}

json::object attempt_view(const SyncConfig& config, const SyncAttempt& attempt, const std::string& target) {
  const auto& before = attempt.commit_before.empty() ? attempt.commit : attempt.commit_before;
  return {{"target", target},
          {"initialRevision", revision(config, attempt.directory, before)},
          {"targetRevision", revision(config, attempt.directory, attempt.commit)},
          {"startedAt", seconds_of(attempt.started_at)},
          {"status", status_of(attempt.state, Of::resource)},
          {"events", events_of(attempt)}};
}

}  // namespace

std::string_view template_type_of(registry::TemplateKind kind) {
  return kind == registry::TemplateKind::environment ? "ENVIRONMENT" : "SERVICE";
}

json::object repository_summary(const RepositoryLink& link, std::string_view region) {
  return {{"arn", to_arn(link.repository, region)},
          {"name", link.repository.path()},
          {"provider", shapes::bitbucket},
          {"connectionArn", connection_of(link, region)}};
}

json::object repository_view(const RepositoryLink& link, std::string_view region) {
  auto view = repository_summary(link, region);
  if (!link.encryption_key.empty()) view["encryptionKey"] = link.encryption_key;
  return view;
}

json::object sync_config_view(const SyncConfig& config) {
  json::object view{{"templateName", config.template_key.name},
                    {"templateType", template_type_of(config.template_key.kind)},
                    {"repositoryName", config.repository.path()},
                    {"repositoryProvider", shapes::bitbucket},
                    {"branch", config.branch}};
  if (!config.subdirectory.empty()) view["subdirectory"] = config.subdirectory;
  return view;
}

json::object sync_definition_view(const SyncConfig& config, std::string_view region) {
  return {{"branch", config.branch},
          {"directory", directory_of(config)},
          {"parent", config.template_key.name},
          {"target", to_arn({.template_key = config.template_key}, region)}};
}

json::object branch_status_view(const SyncAttempt& attempt) {
  return {{"startedAt", seconds_of(attempt.started_at)},
          {"status", status_of(attempt.state, Of::repository)},
          {"events", events_of(attempt)}};
}

json::object template_status_view(const pipeline::SyncStatuses::OfTemplate& status, std::int64_t major,
                                  std::string_view region) {
  const auto target = to_arn(status.config.template_key, major, region);
  json::object view;
  if (!status.desired_commit.empty()) view["desiredState"] = revision(status.config, "", status.desired_commit);
  if (status.latest) view["latestSync"] = attempt_view(status.config, *status.latest, target);
  if (status.latest_successful)
    view["latestSuccessfulSync"] = attempt_view(status.config, *status.latest_successful, target);
  return view;
}

}  // namespace baryon::faces::proton
