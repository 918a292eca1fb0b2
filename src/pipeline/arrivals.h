#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/units.h"
#include "db/database.h"
#include "pipeline/ingest.h"
#include "pipeline/object_keys.h"
#include "store/events/object_event.h"

namespace baryon::pipeline {

/// What a server of objects told, already authenticated.
struct IncomingObjects {
  std::vector<Result<store::events::ObjectEvent>> records;
  std::string request_id;
  std::string remote;
  std::string body;
};

struct ArrivalOptions {
  std::string bucket = {};                 ///< the store's; empty: any, as a store of files has none
  std::string store_prefix = {};           ///< what the store puts before its keys in the bucket: `baryon/`
  std::vector<std::string> prefixes = {};  ///< beginnings of the store's keys whose objects count; empty: all
  ObjectKeys keys{"{project}/{commit}.tar.gz"};
  std::uint64_t max_archive = 4 * gib;       ///< bytes
  std::function<void()> on_arrival = [] {};  ///< called after a commit that made work; must not block
};

/// Takes in what others put into the store: an object that may be an archive waits to be looked at, anything else is
/// ignored with its reason. Stored in one durable commit before it says so. What Baryon put there itself costs nothing:
/// of an event that tells of nothing else no delivery is kept. A bad record does not touch the others. Thread-safe.
class Arrivals {
 public:
  /// Both must outlive it.
  Arrivals(db::Database& database, const Clock& clock, ArrivalOptions options);

  /// Errors: unavailable (it cannot be stored now).
  Result<Receipt> accept(const IncomingObjects& incoming);

 private:
  db::Database& database_;
  const Clock& clock_;
  ArrivalOptions options_;
};

}  // namespace baryon::pipeline
