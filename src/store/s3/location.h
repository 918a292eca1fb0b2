#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace baryon::store::s3 {

/// Where objects lie: `s3://bucket[/prefix][?region=R][&endpoint=URL][&path_style=true|false][&ca_file=PATH]`.
///
/// Without an endpoint it is AWS's own of the region. The bucket's name is part of the host (`path_style=false`) for
/// AWS unless it holds a dot, which no certificate covers, and of the path (`true`) for other endpoints.
struct Location {
  std::string bucket;
  std::string prefix = {};    ///< without `/` at its end; empty: the bucket's root
  std::string region = {};    ///< empty until it is resolved
  std::string endpoint = {};  ///< `https://host[:port]`; empty: AWS's
  bool is_path_style = false;
  std::string ca_file = {};  ///< authorities to trust; empty: the system's
  friend bool operator==(const Location&, const Location&) = default;

  /// The whole key of the object that a store knows under `key`.
  [[nodiscard]] std::string full_key(std::string_view key) const;

  /// The URL of the bucket, or of the object with this whole key. The region has to be there.
  [[nodiscard]] std::string url(std::string_view whole_key = {}) const;

  /// `arn:aws:s3:::bucket/prefix/*`, in the partition of the region, for hints.
  [[nodiscard]] std::string arn_of_objects() const;
  [[nodiscard]] std::string arn_of_bucket() const;
};

/// Whether a `store.url` names a bucket.
[[nodiscard]] bool names_bucket(std::string_view url);

/// Errors: configuration; what is not understood is never passed over.
[[nodiscard]] Result<Location> parse_location(std::string_view url);

}  // namespace baryon::store::s3
