#include "bundle/lint/line_index.h"

#include <algorithm>

namespace baryon::bundle::lint {

LineIndex::LineIndex(std::string_view text) : begins_{0} {
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', end + 1))
    begins_.push_back(static_cast<std::uint32_t>(end + 1));
}

Place LineIndex::place(std::size_t offset) const {
  const auto next = std::ranges::upper_bound(begins_, offset);
  const auto line = next - begins_.begin();
  return {.line = static_cast<int>(line), .column = static_cast<int>(offset - *(next - 1) + 1)};
}

}  // namespace baryon::bundle::lint
