#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "base/units.h"
#include "forge/bitbucket/rest.h"
#include "forge/forge.h"

namespace baryon::forge::bitbucket {

struct BitbucketOptions {
  RestOptions server = {};
  std::uint64_t max_archive = 4 * gib;    ///< bytes of one compressed archive
  std::size_t max_parallel_archives = 4;  ///< each one costs the server a Git process
};

/// A self-hosted Bitbucket (Server, Data Center) over its REST API; any version from 5.1. Thread-safe.
///
/// Beside the errors of `Forge`: without `server.url` every call fails with configuration (retryable); 401 is denied,
/// and configuration where no token is set; an HTML page in place of an answer is corrupt (retryable); a 404 that is
/// not Bitbucket's own word about a project, repository, ref or commit is configuration (retryable), so that a wrong
/// address is never taken for a deleted commit.
///
///     bitbucket::BitbucketForge forge({.server = {.url = "https://git.example.com/bitbucket", .token = token}});
class BitbucketForge final : public Forge {
 public:
  explicit BitbucketForge(BitbucketOptions options);

  [[nodiscard]] std::string_view name() const override { return "bitbucket"; }

  Result<void> fetch_archive(const Repository& repository, const std::string& commit, File& spool) override;
  Result<Branches> branches(const Repository& repository) override;
  Result<std::optional<Head>> head(const Repository& repository, const std::string& ref) override;
  Result<std::string> default_branch(const Repository& repository) override;
  Result<bool> descends(const Repository& repository, const std::string& commit, const std::string& ancestor) override;
  Result<std::vector<ListedRepository>> repositories(const std::string& project) override;
  Result<Repository> find(const std::string& project, const std::string& slug) override;

  /// An empty `url` becomes the commit's page on the server. Texts longer than Bitbucket takes are cut.
  Result<void> report_status(const Repository& repository, const std::string& commit,
                             const BuildStatus& status) override;

  /// Takes effect from the next request on.
  void use_token(Secret token) { rest_.use_token(std::move(token)); }

 private:
  class ArchiveTurn;

  const std::uint64_t max_archive_;
  const std::size_t max_parallel_archives_;
  const std::stop_token stop_;
  Rest rest_;
  std::mutex mutex_;
  std::condition_variable_any turn_;
  std::size_t running_archives_ = 0;
};

}  // namespace baryon::forge::bitbucket
