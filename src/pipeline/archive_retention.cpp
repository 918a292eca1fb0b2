#include "pipeline/archive_retention.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/clock.h"
#include "forge/named_repository.h"

namespace baryon::pipeline {
namespace {

using db::Session;
using store::ObjectVersion;

constexpr std::string_view select_syncs =
    "SELECT s.project, s.slug, s.ref, s.commit_id, COALESCE(a.object_key, ''), CASE WHEN s.state IN ('queued', "
    "'running', 'retryable') OR r.announced_commit = s.commit_id THEN 1 ELSE 0 END FROM sync_records s LEFT JOIN refs "
    "r ON "
    "r.repository_id = s.repository_id AND r.ref = s.ref AND r.forge = s.forge LEFT JOIN stored_archives a ON "
    "a.repository_id = s.repository_id AND a.ref = s.ref AND a.commit_id = s.commit_id AND s.forge = 's3'";
constexpr std::string_view select_referenced =
    "SELECT bundle_key FROM versions UNION SELECT source_key FROM versions WHERE source_key <> '' UNION SELECT "
    "object_key FROM arrivals";

/// One branch of one repository: its name without regard to case, so that pushes and arrivals of it count together.
using Branch = std::pair<std::string, std::string>;

/// An archive as a sync knows it.
struct Known {
  std::string repository;
  std::string ref;
  std::string commit;
  std::set<Branch> branches;  ///< the same commit may be on several
  bool is_needed = false;
};

/// An object with all its versions.
struct Stored {
  std::vector<ObjectVersion> versions;
  Timestamp modified_at = {};
};

Result<std::map<std::string, Known>> known_archives(Session& session, const ObjectKeys& keys) {
  BARYON_TRY(const auto rows,
             (session.query<std::string, std::string, std::string, std::string, std::string, bool>(select_syncs)));
  std::map<std::string, Known> known;
  for (const auto& [project, slug, ref, commit, object_key, is_needed] : rows) {
    const forge::Repository repository{.project = project, .slug = slug};
    auto& archive = known[object_key.empty() ? keys.archive(repository, ref, commit) : object_key];
    archive.repository = repository.path();
    archive.ref = ref;
    archive.commit = commit;
    archive.branches.emplace(path_key(repository), ref);
    archive.is_needed = archive.is_needed || is_needed;
  }
  return known;
}

// Objects whose key is that of a known archive. One whose latest version is a delete marker was removed by somebody.
std::map<std::string, Stored> stored_archives(std::vector<ObjectVersion> versions,
                                              const std::map<std::string, Known>& known) {
  std::map<std::string, Stored> stored;
  std::set<std::string> removed;
  for (auto& version : versions) {
    if (!known.contains(version.key)) continue;
    if (version.is_latest && version.is_delete_marker) removed.insert(version.key);
    auto& object = stored[version.key];
    object.modified_at = std::max(object.modified_at, version.modified_at);
    object.versions.push_back(std::move(version));
  }
  for (const auto& key : removed) stored.erase(key);
  return stored;
}

// The keys of the newest `count` archives of every branch.
std::set<std::string> newest(const std::map<std::string, Stored>& stored, const std::map<std::string, Known>& known,
                             std::size_t count) {
  std::map<Branch, std::vector<std::pair<Timestamp, std::string>>> by_branch;
  for (const auto& [key, object] : stored)
    for (const auto& branch : known.at(key).branches) by_branch[branch].emplace_back(object.modified_at, key);
  std::set<std::string> keys;
  for (auto& archives : by_branch | std::views::values) {
    std::ranges::sort(archives, std::greater());
    for (const auto& [time, key] : archives | std::views::take(count)) keys.insert(key);
  }
  return keys;
}

PrunedArchive described(const std::string& key, const Known& known, const Stored& object) {
  PrunedArchive out{.key = key,
                    .repository = known.repository,
                    .branch = branch_of(known.ref),
                    .commit = known.commit,
                    .versions = object.versions.size()};
  for (const auto& version : object.versions) out.size += version.size;
  return out;
}

}  // namespace

// The store is listed first: an archive that comes after that is no candidate, and whatever needs one that is there is
// seen when the database is asked after it.
Result<PrunedArchives> ArchiveRetention::prune(std::size_t count, Mode mode) {
  BARYON_TRY(auto versions, store_.list_versions(""));
  BARYON_TRY(const auto known, database_.read([&](Session& session) { return known_archives(session, keys_); }));
  BARYON_TRY(const auto rows,
             database_.read([&](Session& session) { return session.query<std::string>(select_referenced); }));
  std::set<std::string> referenced;
  for (const auto& [key] : rows) referenced.insert(key);
  const auto stored = stored_archives(std::move(versions), known);
  const auto kept = newest(stored, known, count);
  PrunedArchives out;
  std::vector<ObjectVersion> doomed;
  for (const auto& [key, object] : stored) {
    const auto& archive = known.at(key);
    if (archive.is_needed || kept.contains(key) || referenced.contains(key)) continue;
    out.removed.push_back(described(key, archive, object));
    std::ranges::copy(object.versions, std::back_inserter(doomed));
  }
  out.kept = stored.size() - out.removed.size();
  if (mode == Mode::apply && !doomed.empty()) BARYON_CHECK(store_.remove_versions(doomed));
  return out;
}

}  // namespace baryon::pipeline
