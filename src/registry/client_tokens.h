#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "db/session.h"
#include "registry/library.h"

/// Which version a client token made, so that a call that is made again gives the first result.
/// (AWS Proton API Reference, "Idempotent create APIs with a client token".)
namespace baryon::registry::client_tokens {

/// How long a token is remembered, unless its version is deleted before.
inline constexpr std::chrono::hours lifetime(8);

/// The version that this token made. Forgets tokens past their lifetime. Errors: invalid (it was given with other
/// parameters).
Result<std::optional<VersionNumber>> find(db::Session& session, const NewVersion& wanted, Timestamp now);

/// Remembers that the token of `wanted` made a version; without a token nothing happens.
Result<void> remember(db::Session& session, const NewVersion& wanted, VersionNumber made, Timestamp now);

/// When the version goes.
Result<void> forget(db::Session& session, const TemplateKey& key, VersionNumber number);

}  // namespace baryon::registry::client_tokens
