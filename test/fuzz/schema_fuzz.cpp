#include <cstdint>
#include <string_view>

#include "bundle/schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)baryon::bundle::parse_schema({reinterpret_cast<const char*>(data), size});
  return 0;
}
