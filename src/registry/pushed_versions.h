#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <tuple>
#include <vector>

#include "base/error.h"
#include "registry/library.h"
#include "registry/push_tags.h"

namespace baryon::registry {

/// What the tags of versions tell of the pushes that made them. Asked for once: such tags come with their version and
/// stay. Thread-safe.
class PushedVersions {
 public:
  /// More than a busy registry's dashboard shows; then all are forgotten.
  static constexpr std::size_t most_kept = 10'000;

  /// The library must outlive it.
  explicit PushedVersions(Library& library) : library_(library) {}

  /// Nothing where the version was made by hand, or is gone.
  Result<std::optional<push_tags::Pushed>> of(const Version& version);

  /// The version with digest, origin and the rest.
  Result<Version> complete(Version version);

 private:
  /// A number is given again once a template was deleted and made anew.
  using Key = std::tuple<TemplateKey, VersionNumber, Timestamp>;

  Library& library_;
  std::mutex mutex_;
  std::map<Key, std::optional<push_tags::Pushed>> kept_;
};

}  // namespace baryon::registry
