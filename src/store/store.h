#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::store {

/// Names are lower case: `reponame`, `projectname`, `commithash`, `branch`. At most 2 KiB together, which is S3's
/// limit.
using Metadata = std::map<std::string, std::string>;

struct ObjectInfo {
  std::string key;
  std::uint64_t size = 0;  ///< of the content as it was put, in bytes
  Metadata metadata = {};
};

/// One of the states of a key that the store holds. Only a bucket with versioning holds several of a key, and delete
/// markers: the state of a key whose object was removed, beneath which the older versions go on to lie.
struct ObjectVersion {
  std::string key;
  std::string version_id = {};  ///< names it within its key; means nothing else, and may be empty
  std::uint64_t size = 0;       ///< bytes that it takes in the store, with a seal that is more than its content
  bool is_latest = true;        ///< what `get` gives, or the marker because of which it gives nothing
  bool is_delete_marker = false;
  Timestamp modified_at = {};
};

/// Takes content piece by piece; an error ends the transfer and is returned from `get`.
using Sink = std::function<Result<void>(ByteView)>;

/// Where archives and bundles lie, encrypted at rest. Thread-safe. One conformance suite runs against every kind.
///
/// Keys are relative paths with `/`: no empty, `.` or `..` segment, no leading or trailing `/`, UTF-8 without control
/// characters, at most 1,024 bytes; anything else is `invalid`. Errors: not_found; unavailable and retryable (disk
/// full, network); corrupt (the content does not match its seal); denied; configuration (wrong or missing key).
class Store {
 public:
  virtual ~Store() = default;

  /// Puts the rest of `content` under the key, replacing what was there: whole or not at all, durable on return.
  virtual Result<void> put(const std::string& key, File& content, const Metadata& metadata) = 0;

  /// Hands the content to `sink` in order. Every piece is authenticated before it is handed on; whether the end is
  /// reached is known only when `get` returns.
  virtual Result<ObjectInfo> get(const std::string& key, const Sink& sink) = 0;

  virtual Result<ObjectInfo> head(const std::string& key) = 0;

  /// Keys that begin with the prefix, sorted by their bytes.
  virtual Result<std::vector<std::string>> list(const std::string& prefix) = 0;

  /// After it there is no object under the key; with versioning that is done by a delete marker, and its versions stay.
  /// Removing what is not there is no error.
  virtual Result<void> remove(const std::string& key) = 0;

  /// All versions of keys that begin with the prefix, sorted by the bytes of the key, the newest of a key first.
  /// Without versioning there is one for each key that `list` names, the latest.
  virtual Result<std::vector<ObjectVersion>> list_versions(const std::string& prefix) = 0;

  /// Removes versions as `list_versions` named them, for good: no marker is made, the space is free, and when the
  /// latest goes, what was before it becomes the latest (so name all of a key to remove it). Without versioning the
  /// object goes, even if it was put again after the listing. Any number, in as few requests as possible.
  ///
  /// What is not there is no error. All are tried; the error is that of the first that could not be removed and tells
  /// how many others could not. A key that breaks the rule is `invalid`, and then nothing is removed.
  virtual Result<void> remove_versions(std::span<const ObjectVersion> versions) = 0;

  /// Whether it could serve a put now: writes, reads back and removes a small object.
  virtual Result<void> check() = 0;
};

/// The rule of `Store` for keys.
[[nodiscard]] Result<void> check_key(std::string_view key);

/// The rule for metadata: names of `a-z`, `0-9`, `-` and `_`; values UTF-8 without control characters; at most
/// `max_metadata_bytes` of names and values together. Error: invalid.
[[nodiscard]] Result<void> check_metadata(const Metadata& metadata);

inline constexpr std::size_t max_key_bytes = 1024;
inline constexpr std::size_t max_metadata_bytes = 2048;

}  // namespace baryon::store
