#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baryon::archive {

/// The commit that `git archive` notes: a tar stream that starts with a pax global header (POSIX pax, typeflag `g`)
/// whose records hold a `comment` of 40 or 64 hex digits. `start` is the beginning of the stream; 1,024 bytes are
/// enough for what Git writes. libarchive reads this header but does not hand it out.
[[nodiscard]] std::optional<std::string> find_commit(std::string_view start);

}  // namespace baryon::archive
