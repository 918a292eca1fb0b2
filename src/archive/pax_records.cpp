#include "archive/pax_records.h"

#include <charconv>
#include <cstddef>
#include <system_error>

namespace baryon::archive {

std::optional<PaxRecord> take_pax_record(std::string_view& records) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(records.data(), records.data() + records.size(), length);
  const auto prefix = static_cast<std::size_t>(end - records.data()) + 1;
  if (error != std::errc() || length <= prefix || length > records.size()) return {};
  const auto record = records.substr(prefix, length - prefix - 1);
  const auto equals = record.find('=');
  if (equals == std::string_view::npos) return {};
  records.remove_prefix(length);
  return PaxRecord{.key = record.substr(0, equals), .value = record.substr(equals + 1)};
}

}  // namespace baryon::archive
