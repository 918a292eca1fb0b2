#pragma once

#include <cstdint>
#include <string>

#include "registry/registry.h"

namespace baryon::pipeline {

/// Why a branch is synced. It decides which of its templates are registered.
enum class Admission : std::uint8_t {
  by_hand,     ///< somebody asked for it (`baryon sync`): all of them
  by_rules,    ///< all but those that have a sync config, made or deleted by somebody, which does not name this place
  by_configs,  ///< only those whose sync config names this place
};

/// Where an archive's content comes from.
struct Origin {
  registry::Owner owner;
  std::string ref;      ///< `refs/heads/main`; empty where there is none
  std::string commit;   ///< 40 hex digits; empty: what the archive says of itself, else a digest of its bytes
  std::string subject;  ///< first line of the commit's message, where known
  Admission admission = Admission::by_hand;
  std::string run = {};    ///< of the sync, over all its attempts; empty: nobody tries again
  bool is_stored = false;  ///< the archive lies in the store already; what it says of its commit is believed
};

}  // namespace baryon::pipeline
