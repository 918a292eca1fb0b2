#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "faces/proton/exception.h"
#include "faces/proton/page_token.h"
#include "pipeline/linked_repositories.h"
#include "pipeline/sync_configs.h"
#include "pipeline/sync_statuses.h"
#include "registry/library.h"

namespace baryon::faces::proton {

/// What operations work with.
struct Services {
  registry::Library& library;
  pipeline::SyncConfigs& sync_configs;
  pipeline::LinkedRepositories& repositories;
  pipeline::SyncStatuses& sync_statuses;
  PageTokens tokens;
  std::function<void()> on_version_begun;  ///< it waits to be read, checked and finished
};

/// One call of an operation, its input checked against the operation's shape. The accessors give what is absent or null
/// as nothing.
struct Call {
  const Services& services;
  const boost::json::object& input;
  std::string_view operation;
  std::string_view region;
  std::string_view request_id;

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
  [[nodiscard]] const boost::json::array* list(std::string_view name) const;

  /// Of a member that the shape requires.
  [[nodiscard]] std::string required_text(std::string_view name) const;
};

/// A member of a structure that the shape requires, within a checked input.
[[nodiscard]] std::string text_member(const boost::json::value& structure, std::string_view name);

/// The answer's members, or what to say instead.
using Answer = Expected<boost::json::object>;

/// What an operation does.
using Handler = Answer (*)(const Call&);

}  // namespace baryon::faces::proton
