#include "app/first_start.h"

#include <utility>

#include "base/file.h"
#include "base/glob.h"
#include "base/log.h"
#include "base/random.h"

namespace baryon::app {
namespace {

constexpr std::uint64_t max_secret = 4 * kib;

// What the file holds; made by `make` where it is missing.
template <class Make>
Result<std::string> kept(const std::filesystem::path& path, std::string_view what, Make make) {
  auto content = read_small_file(path, max_secret);
  if (!content && content.error().code == ErrorCode::not_found) {
    BARYON_CHECK(write_file_atomically(path, make()));
    log::info("made on first start", {{"what", what}, {"file", path.string()}});
    content = read_small_file(path, max_secret);
  }
  return content;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::filesystem::path store_key_file(const Config& config) { return config.data_directory() / "store-key"; }

Result<void> complete_config(Config& config) {
  const auto directory = config.data_directory();
  BARYON_CHECK(make_private_directory(directory));
  if (config.bitbucket.secrets.empty()) {
    const auto path = directory / "webhook-secret";
    BARYON_TRY(const auto text, kept(path, "webhook secret", [] { return random_hex(32) + "\n"; }));
    auto secret = first_line(text);
    if (secret.empty())
      return fail(ErrorCode::configuration, "the webhook secret in '" + path.string() + "' is empty",
                  "remove the file to have a new one made, or set bitbucket.secrets");
    config.bitbucket.secrets.emplace_back(std::move(secret));
  }
  if (config.auth.access_keys.empty() && config.auth.tokens.empty()) {
    const auto path = directory / "api-access-key";
    BARYON_CHECK(kept(path, "API access key", [] { return "BARYON" + random_hex(8) + "\n" + random_hex(20) + "\n"; }));
  }
  return {};
}

}  // namespace baryon::app
