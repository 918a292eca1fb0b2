#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "forge/event.h"
#include "registry/library.h"

namespace baryon::pipeline {

enum class SyncMode : std::uint8_t {
  automatic,   ///< mirrors where pushes registered the template from; restricts nothing
  configured,  ///< made by somebody: the template is registered from there and from nowhere else
  stopped,     ///< deleted by somebody: pushes register the template no longer
};

[[nodiscard]] std::string_view to_string(SyncMode mode);

/// Errors: corrupt.
[[nodiscard]] Result<SyncMode> parse_sync_mode(std::string_view text);

/// Where a template is synced from: repository, branch, and the directory that its bundles lie below.
///
/// Source: AWS Proton User Guide, "Sync template bundles from Git".
struct SyncConfig {
  registry::TemplateKey template_key = {};
  SyncMode mode = SyncMode::configured;
  std::string forge = {};
  forge::Repository repository = {};  ///< its id is 0 until the forge was asked
  std::string branch = {};            ///< `main`
  std::string subdirectory = {};      ///< as given; empty: the whole repository
  Timestamp created_at = {};
  Timestamp modified_at = {};
  std::int64_t revision = 0;                ///< grows with every change
  std::optional<Timestamp> due_at = {};     ///< when the branch has to be looked at
  std::int64_t attempts = 0;                ///< to look at it, in vain since the last change
  std::optional<Timestamp> failed_at = {};  ///< the last of them
  std::string failure = {};                 ///< and why

  [[nodiscard]] std::string ref() const;

  /// Whether it names this repository: by its id, or by its path while the id of either is not known.
  [[nodiscard]] bool names(std::string_view forge_name, const forge::Repository& other) const;

  /// Whether a directory of the repository lies below the subdirectory, or is it.
  [[nodiscard]] bool covers(std::string_view directory) const;

  /// `branch main of PLAT/infra below templates`
  [[nodiscard]] std::string place() const;
};

}  // namespace baryon::pipeline
