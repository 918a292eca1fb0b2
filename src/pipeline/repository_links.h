#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/session.h"
#include "forge/event.h"
#include "registry/library.h"

/// The table of repositories that templates are synced from, as AWS Proton's API links them. A link permits nothing and
/// is needed for nothing: what is synced say rules and sync configs.
namespace baryon::pipeline {

struct RepositoryLink {
  std::string forge;
  forge::Repository repository;     ///< its id is 0 while it is not known
  std::string connection_arn = {};  ///< kept, not used; empty: it was made for a sync config
  std::string encryption_key = {};  ///< kept, not used
  Timestamp created_at = {};

  [[nodiscard]] bool is_automatic() const { return connection_arn.empty(); }
};

/// By its names, whatever their case.
[[nodiscard]] Result<std::optional<RepositoryLink>> find_link(db::Session& session, std::string_view forge,
                                                              const forge::Repository& repository);

/// By `path_key`, those after `after`.
[[nodiscard]] Result<std::vector<RepositoryLink>> list_links(db::Session& session, std::string_view forge,
                                                             const std::string& after, std::size_t limit);

/// Adds or replaces it.
Result<void> put_link(db::Session& session, const RepositoryLink& link);

/// Makes an automatic link where there is none.
Result<void> ensure_link(db::Session& session, std::string_view forge, const forge::Repository& repository,
                         Timestamp now);

/// Takes an automatic link away that no sync config names any more.
Result<void> remove_unused_link(db::Session& session, std::string_view forge, const forge::Repository& repository);

/// How many are not automatic.
[[nodiscard]] Result<std::int64_t> count_links(db::Session& session);

/// With its tags.
Result<void> remove_link(db::Session& session, std::string_view forge, const forge::Repository& repository);

/// The repository is called so now; a link of that name without its id gets that.
Result<void> rename_link(db::Session& session, std::string_view forge, const forge::Repository& repository);

/// Adds tags or replaces values. Errors: too_large, invalid.
Result<void> tag_link(db::Session& session, const RepositoryLink& link, const std::vector<registry::Tag>& tags);

/// Errors: invalid.
Result<void> untag_link(db::Session& session, const RepositoryLink& link, const std::vector<std::string>& keys);

/// By key, those after `after`.
[[nodiscard]] Result<std::vector<registry::Tag>> tags_of_link(db::Session& session, const RepositoryLink& link,
                                                              const std::string& after, std::size_t limit);

}  // namespace baryon::pipeline
