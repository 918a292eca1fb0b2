#pragma once

#include <array>
#include <string>
#include <string_view>

#include "app/config.h"

namespace baryon::app {

/// A file of the data directory with a secret that nobody configured: made on first start, mode 0600.
struct KeyFile {
  std::string_view name;
  std::string_view what;  ///< for people
  std::string (*make)();  ///< a new content
  bool (*is_needed)(const Config& config);
};

[[nodiscard]] const KeyFile& webhook_secret_file();
[[nodiscard]] const KeyFile& api_access_key_file();
[[nodiscard]] const KeyFile& page_token_key_file();
[[nodiscard]] const KeyFile& store_key_file();

[[nodiscard]] std::array<const KeyFile*, 4> key_files();

}  // namespace baryon::app
