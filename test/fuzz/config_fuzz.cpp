// The input is a configuration file.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "app/config_loader.h"

namespace {

using namespace baryon;

void require(bool condition) {
  if (!condition) std::abort();
}

std::optional<std::string> nothing(const std::string& /*name*/) { return std::nullopt; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string yaml(reinterpret_cast<const char*>(data), size);
  if (yaml.contains("file:/")) return 0;  // the files of this machine are not to be read
  const auto config = app::parse_config(yaml, "fuzz.yaml", nothing);
  if (!config) {
    require(!config.error().message.empty() && !config.error().retryable);
    return 0;
  }
  for (const auto& secret : config->bitbucket.secrets) require(!secret.empty());
  for (const auto& token : config->auth.tokens) require(!token.secret.empty() && !token.name.empty());
  static_cast<void>(app::check_for_serving(*config));
  static_cast<void>(app::print_config_json(*config));
  static_cast<void>(app::print_config(*config));
  return 0;
}
