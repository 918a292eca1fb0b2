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

 private:
  std::vector<std::uint32_t> begins_;
};

}  // namespace baryon::bundle::lint
