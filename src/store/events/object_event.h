#pragma once

#include <cstdint>
#include <string>

namespace baryon::store::events {

enum class ObjectEventKind : std::uint8_t {
  created,
  removed,
  other,  ///< tagging, replication, lifecycle, ...
};

/// One record: what happened to one object of a bucket.
struct ObjectEvent {
  ObjectEventKind kind = ObjectEventKind::other;
  std::string name;  ///< `ObjectCreated:Put`, without the `s3:` that some servers put before it
  std::string bucket;
  std::string key;              ///< in the bucket, decoded; UTF-8 without control characters, 1 to 1,024 bytes
  std::uint64_t size = 0;       ///< bytes; 0 where the server does not tell
  std::string etag = {};        ///< without quotes
  std::string version_id = {};  ///< empty without versioning
  std::string sequencer = {};   ///< hex digits; greater is later among the events of one key
  std::string time = {};        ///< `2026-11-25T22:10:00.123000Z`, always of this length so that times compare as text;
                                ///< empty where it cannot be read

  /// Tells one putting of an object from another, even of the same bytes; the same for an event that comes twice.
  [[nodiscard]] std::string state() const { return etag + "/" + version_id + "/" + sequencer; }
};

}  // namespace baryon::store::events
