#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/library.h"
#include "registry/registry.h"

/// What a template library does not keep of a push, kept as tags `baryon:...`: on a template whose it is, on a version
/// where it came from and what it holds.
///
/// A value is written with the characters that tags may have everywhere, others as `=XX`, and cut into tags
/// `baryon:ref`, `baryon:ref:2`, ... where one has no room for it. (AWS Proton User Guide, "Tagging": up to 256
/// letters, digits, spaces and `_ . : / = + - @`, and 50 tags.)
namespace baryon::registry::push_tags {

/// What the tags of a pushed version tell.
struct Pushed {
  std::string digest;
  std::string commit = {};
  std::string repository = {};  ///< `PROJECT/slug`
  std::string ref = {};
  std::string directory = {};
  std::string bundle_key = {};
  std::string run = {};  ///< `Submission::run`
  std::string engine = {};
  std::optional<std::vector<std::string>> outputs = {};  ///< nothing: not known, or too many to be kept
  bool is_published_at_once = false;

  /// The N of the directory `v<N>/`; 0 where it has none.
  [[nodiscard]] std::int64_t directory_major() const;
};

[[nodiscard]] std::vector<Tag> of_template(const Owner& owner);

/// Nobody where the tags name none.
[[nodiscard]] Owner read_owner(const std::vector<Tag>& tags);

[[nodiscard]] std::vector<Tag> of_version(const Submission& submission, bool is_published_at_once);

/// Nothing where the version was not pushed.
[[nodiscard]] std::optional<Pushed> read_version(const std::vector<Tag>& tags);

}  // namespace baryon::registry::push_tags
