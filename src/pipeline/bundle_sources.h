#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "registry/library.h"
#include "store/store.h"

namespace baryon::pipeline {

/// The bucket that the store is in, from its root on; null where it is in none.
struct SourceBucket {
  std::string name = {};
  store::Store* store = nullptr;
};

/// Where bundles that are to be registered are read from, by the name of a bucket:
/// - `objects`: the store, by the keys that Baryon gave;
/// - `uploads`: a directory into which people put files;
/// - where the store is a bucket, that bucket by its own name, by whole keys.
/// Thread-safe.
class BundleSources {
 public:
  static constexpr std::string_view objects_bucket = "objects";
  static constexpr std::string_view uploads_bucket = "uploads";

  /// The stores must outlive it. `scratch`: where copies are made.
  BundleSources(store::Store& store, std::filesystem::path uploads, std::filesystem::path scratch,
                SourceBucket bucket = {})
      : store_(store), uploads_(std::move(uploads)), scratch_(std::move(scratch)), bucket_(std::move(bucket)) {}

  /// A copy that nobody else changes, from its start; at most `quota::bundle_bytes`, packed. Of the uploads only
  /// regular files are taken, and no symbolic link is followed.
  ///
  /// Errors: not_found (bucket or key), invalid (a key that cannot be), too_large, corrupt; unavailable and retryable.
  /// Messages name bucket and key, and nothing of the machine.
  [[nodiscard]] Result<File> fetch(const registry::BundleSource& source) const;

 private:
  [[nodiscard]] Result<void> copy_upload(const std::string& key, File& copy) const;

  store::Store& store_;
  std::filesystem::path uploads_;
  std::filesystem::path scratch_;
  SourceBucket bucket_;
};

}  // namespace baryon::pipeline
