#include "app/first_start.h"

#include <utility>

#include "app/key_files.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/log.h"
#include "base/units.h"

namespace baryon::app {
namespace {

constexpr std::uint64_t max_secret = 4 * kib;

// What the file holds; made where it is missing.
Result<std::string> kept(const std::filesystem::path& path, const KeyFile& key) {
  auto content = read_small_file(path, max_secret);
  if (!content && content.error().code == ErrorCode::not_found) {
    BARYON_CHECK(write_file_atomically(path, key.make()));
    log::info("made on first start", {{"what", key.what}, {"file", path.string()}});
    content = read_small_file(path, max_secret);
  }
  return content;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Result<AccessKey> parse_access_key(const std::string& text, const std::filesystem::path& path) {
  const auto id = first_line(text);
  const auto secret = id.size() < text.size() ? first_line(text.substr(id.size() + 1)) : "";
  if (id.empty() || secret.empty())
    return fail(ErrorCode::configuration,
                "the API access key in '" + path.string() + "' is not an identifier and a secret",
                "remove the file to have a new one made, or set auth.access_keys");
  return AccessKey{.id = id, .secret = Secret(secret), .role = Role::operator_};
}

}  // namespace

Result<void> complete_config(Config& config) {
  const auto directory = config.data_directory();
  BARYON_CHECK(make_private_directory(directory));
  if (webhook_secret_file().is_needed(config)) {
    const auto path = directory / webhook_secret_file().name;
    BARYON_TRY(const auto text, kept(path, webhook_secret_file()));
    auto secret = first_line(text);
    if (secret.empty())
      return fail(ErrorCode::configuration, "the webhook secret in '" + path.string() + "' is empty",
                  "remove the file to have a new one made, or set bitbucket.secrets");
    config.bitbucket.secrets.emplace_back(std::move(secret));
  }
  if (api_access_key_file().is_needed(config)) {
    const auto path = directory / api_access_key_file().name;
    BARYON_TRY(const auto text, kept(path, api_access_key_file()));
    BARYON_TRY(config.auth.made_key, parse_access_key(text, path));
  }
  return {};
}

Result<Secret> page_token_key(const Config& config) {
  const auto path = config.data_directory() / page_token_key_file().name;
  BARYON_TRY(const auto text, kept(path, page_token_key_file()));
  auto key = first_line(text);
  if (key.empty())
    return fail(ErrorCode::configuration, "the key of page tokens in '" + path.string() + "' is empty",
                "remove the file to have a new one made");
  return Secret(std::move(key));
}

}  // namespace baryon::app
