#include "pipeline/ref_move.h"

#include <algorithm>
#include <array>

namespace baryon::pipeline {
namespace {

constexpr std::array<std::string_view, 6> words{"", "made", "forward", "forced", "moved", "gone"};

}  // namespace

std::string_view to_string(RefMove move) { return words[static_cast<std::size_t>(move)]; }

RefMove ref_move_from(std::string_view word) {
  const auto* const found = std::ranges::find(words, word);
  return found == words.end() ? RefMove::none : static_cast<RefMove>(found - words.begin());
}

}  // namespace baryon::pipeline
