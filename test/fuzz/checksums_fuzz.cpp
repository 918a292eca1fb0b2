// The table of checksums of a backup.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "backup/checksums.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto sums = baryon::backup::parse_checksums(input);
  if (!sums) return 0;
  const auto again = baryon::backup::parse_checksums(baryon::backup::to_text(*sums));
  if (!again || *again != *sums || !baryon::backup::compare(*sums, *again)) std::abort();
  return 0;
}
