#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "forge/forge.h"

namespace baryon::forge {

/// The forges of a process, by their names. They must outlive it. Thread-safe.
class Forges {
 public:
  Forges(Forge& only) : forges_{&only} {}  // NOLINT(*-explicit-*)
  Forges(std::initializer_list<Forge*> forges) : forges_(forges) {}

  /// Error: configuration, retryable: a sync may be older than the configuration.
  [[nodiscard]] Result<Forge*> find(std::string_view name) const;

 private:
  std::vector<Forge*> forges_;
};

}  // namespace baryon::forge
