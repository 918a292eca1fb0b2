#pragma once

#include <cstdint>
#include <string_view>

namespace baryon::pipeline {

/// How a ref got to where the forge shows it.
enum class RefMove : std::uint8_t {
  none,     ///< it was not compared with what was known before
  made,     ///< it was not known, or had been gone
  forward,  ///< the new tip follows from the one before
  forced,   ///< it does not: history was rewritten, or the ref put back
  moved,    ///< one of the two, the forge did not tell which
  gone,     ///< it does not exist any more
};

/// One word; nothing for `none`.
[[nodiscard]] std::string_view to_string(RefMove move);

/// What `to_string` gave; anything else is `none`.
[[nodiscard]] RefMove ref_move_from(std::string_view word);

}  // namespace baryon::pipeline
