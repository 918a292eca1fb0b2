#include "app/key_files.h"

#include "backup/layout.h"
#include "base/random.h"
#include "store/store_key.h"

namespace baryon::app {

const KeyFile& webhook_secret_file() {
  static const KeyFile file{.name = "webhook-secret",
                            .what = "webhook secret",
                            .make = [] { return random_hex(32) + "\n"; },
                            .is_needed = [](const Config& config) { return config.bitbucket.secrets.empty(); }};
  return file;
}

const KeyFile& api_access_key_file() {
  static const KeyFile file{
      .name = "api-access-key",
      .what = "API access key",
      .make = [] { return "BARYON" + random_hex(8) + "\n" + random_hex(20) + "\n"; },
      .is_needed = [](const Config& config) { return config.auth.access_keys.empty() && config.auth.tokens.empty(); }};
  return file;
}

const KeyFile& page_token_key_file() {
  static const KeyFile file{.name = "page-token-key",
                            .what = "key of page tokens",
                            .make = [] { return random_hex(32) + "\n"; },
                            .is_needed = [](const Config&) { return true; }};
  return file;
}

const KeyFile& store_key_file() {
  static const KeyFile file{.name = backup::store_key_name,
                            .what = "store key",
                            .make = [] { return random_hex(store::StoreKey::size) + "\n"; },
                            .is_needed = [](const Config& config) { return config.store.url.starts_with("file:"); }};
  return file;
}

std::array<const KeyFile*, 4> key_files() {
  return {&store_key_file(), &webhook_secret_file(), &api_access_key_file(), &page_token_key_file()};
}

}  // namespace baryon::app
