#pragma once

#include <cstddef>
#include <optional>

#include "base/error.h"

namespace baryon::store {

/// What became of a removal of several versions of which each is tried: the first error, and how many there were.
class RemovalErrors {
 public:
  void add(Error error) {
    if (!first_) first_ = std::move(error);
    ++count_;
  }

  /// Nothing was added: success.
  [[nodiscard]] Result<void> result() const;

 private:
  std::optional<Error> first_;
  std::size_t count_ = 0;
};

}  // namespace baryon::store
