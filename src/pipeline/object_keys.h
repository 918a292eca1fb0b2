#pragma once

#include <string>
#include <string_view>

#include "forge/event.h"

namespace baryon::pipeline {

/// What the key of an archive tells: parts that it does not hold are empty.
struct KeyNames {
  std::string project = {};
  std::string repository = {};  ///< slug
  std::string commit = {};      ///< 40 hex digits, lower case
  std::string branch = {};      ///< `main`
};

/// Beginning of the keys of bundles that were registered by hand.
inline constexpr std::string_view registered_prefix = ".registered/";

/// Where archives and bundles lie in the store: `store.key`, as `{project}/{commit}.tar.gz`. A value. Thread-safe.
class ObjectKeys {
 public:
  explicit ObjectKeys(std::string archive_pattern) : archive_pattern_(std::move(archive_pattern)) {}

  /// `ref`: a branch's full name, or what stands for it.
  [[nodiscard]] std::string archive(const forge::Repository& repository, std::string_view ref,
                                    const std::string& commit) const;

  /// `{project}/{commit}/{template}/v{major}.tar.gz`
  [[nodiscard]] static std::string bundle(const std::string& project, const std::string& commit,
                                          const std::string& template_name, std::int64_t major);

  /// Whether a key is one that `bundle` can give, or that of a bundle registered by hand.
  [[nodiscard]] static bool is_bundle(std::string_view key);

  /// What a key tells by the pattern. A key that does not fit it is read as `<project>/.../<repository>.tar.gz`,
  /// without a commit; with one segment that is both.
  [[nodiscard]] KeyNames names(std::string_view key) const;

 private:
  std::string archive_pattern_;
};

/// `main` of `refs/heads/main`; another ref as it is.
[[nodiscard]] std::string branch_of(std::string_view ref);

/// Whether a key's end is that of an archive: `.tar.gz` or `.tgz`.
[[nodiscard]] bool is_archive_key(std::string_view key);

}  // namespace baryon::pipeline
