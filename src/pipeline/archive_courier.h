#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "forge/event.h"
#include "forge/forge.h"
#include "pipeline/object_keys.h"
#include "pipeline/rules.h"
#include "store/store.h"

namespace baryon::pipeline {

struct ArchiveCourierOptions {
  Rules rules;
  ObjectKeys keys{"{project}/{commit}.tar.gz"};
  std::filesystem::path spool_directory;
};

/// Brings archives of what was pushed from the forge into the store, where a database to remember syncs in is missing:
/// store and registry are all that lasts. Whoever watches the store registers them.
///
/// Deliveries come in any order, twice or not at all, so the forge is asked for the branch's head, and it is the head
/// that is brought. What the store has already is not fetched again: a repetition costs two requests. Thread-safe.
class ArchiveCourier {
 public:
  enum class What : std::uint8_t {
    stored,
    known,    ///< the store has it already
    ignored,  ///< not to be synced; the reason says why
  };

  struct Outcome {
    What what = What::ignored;
    std::string reason;
  };

  /// Both must outlive it.
  ArchiveCourier(forge::Forge& forge, store::Store& store, ArchiveCourierOptions options);

  /// What became of each change of an event; of one that lists none, of each configured branch. Errors: those of forge
  /// and store, after which everything may be done again.
  Result<std::vector<Outcome>> bring(const forge::Event& event);

 private:
  Result<Outcome> bring_change(const forge::Repository& repository, const forge::RefChange& change);
  Result<Outcome> bring_head(const forge::Repository& repository, const forge::Head& head);
  Result<bool> has(const std::string& key, const store::Metadata& metadata);
  Result<std::vector<forge::RefChange>> branches_of(const forge::Repository& repository);

  forge::Forge& forge_;
  store::Store& store_;
  const ArchiveCourierOptions options_;
};

}  // namespace baryon::pipeline
