#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bundle/finding.h"

namespace baryon::bundle::lint {

/// Turns offsets into a text into places. Thread-safe.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  [[nodiscard]] Place place(std::size_t offset) const;

  /// The offset at which a line begins, counted from 1; that of the last line for those beyond.
  [[nodiscard]] std::size_t begin_of(int line) const;

 private:
  std::vector<std::uint32_t> begins_;
};

}  // namespace baryon::bundle::lint
