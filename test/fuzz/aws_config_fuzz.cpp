// AWS's shared configuration files, and metadata in header fields. Errors never repeat a line, which may be a secret.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "aws/ini.h"
#include "base/text.h"
#include "store/s3/location.h"
#include "store/s3/object_headers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto file = baryon::aws::parse_ini(text); file) {
    for (const auto& [section, settings] : *file)
      if (section.empty() || settings.contains("")) std::abort();
  } else if (baryon::has_control_character(file.error().text())) {
    std::abort();
  }
  if (baryon::store::s3::decode_value(baryon::store::s3::encode_value(text)) != text) std::abort();
  const auto location = baryon::store::s3::parse_location("s3://" + text);
  if (location && location->url("k").find(location->bucket) == std::string::npos) std::abort();
  return 0;
}
