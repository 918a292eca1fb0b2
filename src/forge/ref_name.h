#pragma once

#include <string_view>

namespace baryon::forge {

/// 40 hexadecimal digits of either case.
[[nodiscard]] bool is_commit_hash(std::string_view text);

/// 40 zeros: Git's way to say that there is no commit.
[[nodiscard]] bool is_zero_hash(std::string_view text);

/// Begins with `refs/`, has a name behind it, at most 1,024 bytes and no control characters. What Git itself would
/// refuse beside that (git-check-ref-format) no forge sends.
[[nodiscard]] bool is_plausible_ref(std::string_view text);

}  // namespace baryon::forge
