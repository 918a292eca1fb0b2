#pragma once

#include <optional>
#include <string_view>

namespace baryon::archive {

struct PaxRecord {
  std::string_view key;
  std::string_view value;
};

/// Takes the first record off the content of a pax header: `<length> <key>=<value>\n`, where the length counts all of
/// it (POSIX.1-2024 pax, "pax Header Block"). Nothing where there is none or it is malformed.
[[nodiscard]] std::optional<PaxRecord> take_pax_record(std::string_view& records);

}  // namespace baryon::archive
