#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/session.h"
#include "forge/event.h"

namespace baryon::pipeline {

/// Remembers a repository and what it is called now, for sync configs and links too.
Result<void> remember_repository(db::Session& session, std::string_view forge, const forge::Repository& repository);

/// The forge itself says so: the same for what is known of it by name only.
Result<void> identify_repository(db::Session& session, std::string_view forge, const forge::Repository& repository);

/// Project and slug of a repository as last heard.
Result<std::optional<forge::Repository>> find_repository(db::Session& session, std::string_view forge, std::int64_t id);

/// The one that was called so when last heard of, without regard to case.
Result<std::optional<forge::Repository>> find_repository_called(db::Session& session, std::string_view forge,
                                                                const std::string& project, const std::string& slug);

/// The repository's default branch by its full name, unless it was asked longer ago than `max_age`.
Result<std::optional<std::string>> known_default_branch(db::Session& session, std::string_view forge, std::int64_t id,
                                                        Timestamp now, std::chrono::milliseconds max_age);

Result<void> remember_default_branch(db::Session& session, std::string_view forge, const forge::Repository& repository,
                                     std::string_view ref, Timestamp now);

/// It may have changed: the next one who needs it asks.
Result<void> forget_default_branch(db::Session& session, std::string_view forge, std::int64_t id);

}  // namespace baryon::pipeline
