#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "db/database.h"
#include "pipeline/repository_links.h"

namespace baryon::pipeline {

/// The repository links as people make, read and delete them; a repository is told by its names. Thread-safe. Messages
/// are fit for an API's answer.
class LinkedRepositories {
 public:
  /// Database and clock must outlive it.
  LinkedRepositories(db::Database& database, const Clock& clock, std::string forge);

  static constexpr std::int64_t most = 1000;  ///< links that somebody made; automatic ones do not count

  struct Wanted {
    forge::Repository repository;
    std::string connection_arn;
    std::string encryption_key = {};
    std::vector<registry::Tag> tags = {};
  };

  /// Takes an automatic link over. The same connection and key again give the existing one. Errors: conflict, invalid
  /// (tags), too_large (tags, or `most`).
  Result<RepositoryLink> create(const Wanted& wanted);

  Result<std::optional<RepositoryLink>> get(const forge::Repository& repository);

  /// By `path_key`, those after `after`.
  Result<std::vector<RepositoryLink>> list(const std::string& after, std::size_t limit);

  /// What was deleted; nothing where there was none. Errors: conflict (a sync config names it).
  Result<std::optional<RepositoryLink>> remove(const forge::Repository& repository);

  /// Errors: not_found, invalid, too_large.
  Result<void> tag(const forge::Repository& repository, const std::vector<registry::Tag>& tags);
  Result<void> untag(const forge::Repository& repository, const std::vector<std::string>& keys);
  Result<std::vector<registry::Tag>> list_tags(const forge::Repository& repository, const std::string& after,
                                               std::size_t limit);

 private:
  db::Database& database_;
  const Clock& clock_;
  std::string forge_;
};

}  // namespace baryon::pipeline
