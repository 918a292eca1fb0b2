#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace baryon::forge {

/// A repository on the forge. `id` survives renames and moves; `project` and `slug` are what URLs take.
struct Repository {
  std::int64_t id = 0;  ///< 0 where it is not known
  std::string project = {};
  std::string slug = {};

  /// `PROJECT/slug`
  [[nodiscard]] std::string path() const { return project + "/" + slug; }
};

enum class RefKind : std::uint8_t { branch, tag, other };
enum class ChangeType : std::uint8_t { add, update, remove, other };

/// One element of a delivery's `changes`.
struct RefChange {
  std::string ref;  ///< full name: `refs/heads/main`
  RefKind kind = RefKind::other;
  ChangeType type = ChangeType::other;
  std::string from = {};     ///< 40 hex digits, or empty where the ref was made
  std::string to = {};       ///< 40 hex digits, or empty where the ref was deleted
  std::string subject = {};  ///< first line of the message of commit `to`, where the delivery tells
};

enum class EventKind : std::uint8_t {
  ping,
  refs_changed,
  default_branch_changed,  ///< what is known of the repository's default branch is stale
  other,
};

/// What a webhook request says, in the forge's own words no longer.
struct Event {
  EventKind kind = EventKind::other;
  std::string key;  ///< the forge's name for it: `repo:refs_changed`
  Repository repository = {};
  std::vector<RefChange> changes = {};
};

}  // namespace baryon::forge
