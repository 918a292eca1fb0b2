#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "forge/event.h"

namespace baryon::forge {

/// The tip of a branch.
struct Head {
  std::string ref;           ///< `refs/heads/main`
  std::string commit;        ///< 40 hex digits
  std::string subject = {};  ///< first line of the commit's message, where the forge tells
};

/// The branches of a repository.
struct Branches {
  std::vector<Head> heads;
  std::string default_branch = {};  ///< full name, where the forge marks one of them
};

/// A repository as the forge lists it.
struct ListedRepository {
  Repository repository;
  bool is_archived = false;  ///< can be read, but not pushed to
};

enum class BuildState : std::uint8_t { in_progress, successful, failed };

/// What is shown beside a commit.
struct BuildStatus {
  std::string key;  ///< the same key replaces the status
  BuildState state = BuildState::in_progress;
  std::string name = {};
  std::string description = {};
  std::string url = {};  ///< absolute
  std::string ref = {};
};

/// A Git server: where archives, heads and build statuses are. Thread-safe.
///
/// Errors: not_found (no such repository, ref or commit; see each call), denied (token), unavailable and retryable
/// (network, 429 with `retry_after`, 5xx), corrupt and retryable (an answer that is cut short or not what was asked
/// for), too_large, configuration (no address configured), unsupported (the forge cannot be asked that).
class Forge {
 public:
  virtual ~Forge() = default;

  /// `bitbucket`
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Whether its archives lie in the store already, so that they need not be put there.
  [[nodiscard]] virtual bool keeps_archives() const { return false; }

  /// Writes the tar.gz archive of exactly that commit to `spool`, from its start. The transfer is complete when it
  /// returns; the bytes themselves are still foreign.
  virtual Result<void> fetch_archive(const Repository& repository, const std::string& commit, File& spool) = 0;

  /// All branches with their tips; usually one request.
  virtual Result<Branches> branches(const Repository& repository) = 0;

  /// The tip of one ref; nothing where the ref does not exist (any more).
  virtual Result<std::optional<Head>> head(const Repository& repository, const std::string& ref) = 0;

  /// `refs/heads/main`
  virtual Result<std::string> default_branch(const Repository& repository) = 0;

  /// Whether `ancestor` is in the history of `commit`. False too where the forge does not have it any more.
  virtual Result<bool> descends(const Repository& repository, const std::string& commit,
                                const std::string& ancestor) = 0;

  /// The repositories of a project that may be read; of all projects where `project` is empty.
  virtual Result<std::vector<ListedRepository>> repositories(const std::string& project) = 0;

  /// Looks a repository up by project and slug.
  virtual Result<Repository> find(const std::string& project, const std::string& slug) = 0;

  virtual Result<void> report_status(const Repository& repository, const std::string& commit,
                                     const BuildStatus& status) = 0;
};

}  // namespace baryon::forge
