#include "app/config_loader.h"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <utility>

#include "app/registry_url.h"
#include "base/file.h"
#include "base/text.h"
#include "base/units.h"
#include "net/address_list.h"
#include "store/s3/location.h"

namespace baryon::app {
namespace {

constexpr std::uint64_t max_file = mib;

std::string place(const std::string& name, const YAML::Mark& mark) {
  return fmt::format("{}:{}:{}", name, mark.line + 1, mark.column + 1);
}

// Whatever was wrong with a value: here it is the configuration that has to change.
Error wrong_value(std::string_view where, Error error) {
  error = within(where, std::move(error));
  error.code = ErrorCode::configuration;
  return error;
}

std::string nearest_key(const std::string& path) {
  const auto nearest =
      std::ranges::min_element(config_keys(), {}, [&](const auto& key) { return edit_distance(path, key.path); });
  return nearest->path;
}

bool is_section(const std::string& path) {
  return std::ranges::any_of(config_keys(), [&](const auto& key) { return key.path.starts_with(path + "."); });
}

Result<void> read_map(Config& config, const YAML::Node& map, const std::string& prefix, const std::string& name,
                      const Environment& environment) {
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar())
      return fail(ErrorCode::configuration, place(name, entry.first.Mark()) + ": a key has to be a word");
    const auto path = prefix + entry.first.Scalar();
    if (!seen.insert(path).second)
      return fail(ErrorCode::configuration,
                  fmt::format("{}: '{}' is given twice", place(name, entry.first.Mark()), path));
    const auto key = std::ranges::find(config_keys(), path, &ConfigKey::path);
    if (key != config_keys().end()) {
      if (auto read = key->read(config, entry.second, environment); !read)
        return std::unexpected(wrong_value(place(name, entry.second.Mark()) + ": " + path, std::move(read).error()));
    } else if (!is_section(path)) {
      return fail(ErrorCode::configuration, fmt::format("{}: unknown key '{}'", place(name, entry.first.Mark()), path),
                  fmt::format("did you mean '{}'?", nearest_key(path)));
    } else if (entry.second.IsMap()) {
      BARYON_CHECK(read_map(config, entry.second, path + ".", name, environment));
    } else if (!entry.second.IsNull()) {
      return fail(ErrorCode::configuration,
                  fmt::format("{}: '{}' is a section with keys of its own", place(name, entry.second.Mark()), path));
    }
  }
  return {};
}

Result<YAML::Node> parse_yaml(const std::string& yaml, const std::string& name) {
  try {
    return YAML::Load(yaml);
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::configuration, error.mark.is_null()
                                              ? name + ": not valid YAML: " + error.msg
                                              : place(name, error.mark) + ": not valid YAML: " + error.msg);
  }
}

Result<void> read_yaml(Config& config, const std::string& yaml, const std::string& name,
                       const Environment& environment) {
  BARYON_TRY(const auto root, parse_yaml(yaml, name));
  if (root.IsNull()) return {};
  if (!root.IsMap()) return fail(ErrorCode::configuration, place(name, root.Mark()) + ": sections are needed here");
  try {
    return read_map(config, root, "", name, environment);
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::configuration, place(name, error.mark) + ": " + error.msg);
  }
}

// A list may be written with commas; anything else as it would stand in the file.
YAML::Node node_of(const ConfigKey& key, const std::string& value) {
  if (!key.is_list) {
    const bool is_structured = value.starts_with('[') && key.path.starts_with("auth.");
    return is_structured ? YAML::Load(value) : YAML::Node(value);
  }
  if (value.starts_with('[')) return YAML::Load(value);
  YAML::Node list(YAML::NodeType::Sequence);
  for (std::size_t begin = 0; begin <= value.size() && !value.empty();) {
    const auto comma = std::min(value.find(',', begin), value.size());
    auto item = value.substr(begin, comma - begin);
    while (item.starts_with(' ')) item.erase(0, 1);
    while (item.ends_with(' ')) item.pop_back();
    list.push_back(item);
    begin = comma + 1;
  }
  return list;
}

Result<void> read_variable(Config& config, const ConfigKey& key, const std::string& variable,
                           const Environment& environment) {
  const auto value = environment(variable);
  if (!value) return {};
  try {
    // One secret is one secret, whatever characters it has.
    const auto node = variable == "BITBUCKET_SECRET" ? [&] {
      YAML::Node list(YAML::NodeType::Sequence);
      list.push_back(*value);
      return list;
    }()
                                                     : node_of(key, *value);
    if (auto read = key.read(config, node, environment); !read)
      return std::unexpected(wrong_value("environment variable " + variable, std::move(read).error()));
  } catch (const YAML::Exception& error) {
    return fail(ErrorCode::configuration,
                fmt::format("environment variable {}: not valid YAML: {}", variable, error.msg));
  }
  return {};
}

// Names of the AWS sample that are no single key of ours.
Result<void> read_sample_variables(Config& config, const Environment& environment) {
  const auto host = environment("WEBPROXY_HOST").value_or("");
  const auto port = environment("WEBPROXY_PORT").value_or("");
  if (host.empty() != port.empty())
    return fail(ErrorCode::configuration, "WEBPROXY_HOST and WEBPROXY_PORT go together, only one of them is set");
  if (!host.empty())
    config.bitbucket.proxy = Secret(host.contains("://") ? host + ":" + port : "http://" + host + ":" + port);
  if (const auto bucket = environment("S3BUCKET").value_or(""); !bucket.empty()) {
    BARYON_TRY(const auto named, store::s3::parse_location("s3://" + bucket));
    const auto configured = store::s3::parse_location(config.store.url);
    if (!configured || configured->bucket != named.bucket) config.store.url = "s3://" + bucket;
  }
  return {};
}

// What single keys cannot see.
Result<void> check_store(const Config::Store& store) {
  const bool is_with_kms = store.encryption == "aws:kms";
  if (is_with_kms && !store::s3::names_bucket(store.url))
    return fail(ErrorCode::configuration, "store.encryption is aws:kms, but the store is no bucket",
                "set store.url to s3://BUCKET, or store.encryption to AES256");
  if (!store.kms_key_id.empty() && !is_with_kms)
    return fail(ErrorCode::configuration, "store.kms_key_id is set, but would not be used",
                "set store.encryption to aws:kms, or leave the key out");
  return {};
}

Result<void> read_environment(Config& config, const Environment& environment) {
  for (const auto& key : config_keys())
    if (!key.alias.empty()) BARYON_CHECK(read_variable(config, key, key.alias, environment));
  BARYON_CHECK(read_sample_variables(config, environment));
  for (const auto& key : config_keys()) BARYON_CHECK(read_variable(config, key, key.variable(), environment));
  return {};
}

std::optional<std::filesystem::path> default_file() {
  for (const char* const path : {"baryon.yaml", "/etc/baryon/baryon.yaml"})
    if (std::filesystem::exists(path)) return path;
  return std::nullopt;
}

}  // namespace

Result<Config> parse_config(const std::string& yaml, const std::string& name, const Environment& environment) {
  Config config;
  BARYON_CHECK(read_yaml(config, yaml, name, environment));
  BARYON_CHECK(read_environment(config, environment));
  if (config.server.tls.certificate.empty() != config.server.tls.key.empty())
    return fail(ErrorCode::configuration,
                "server.tls.certificate and server.tls.key go together, only one of them is set");
  BARYON_CHECK(check_store(config.store));
  return config;
}

Result<Config> load_config(const std::optional<std::filesystem::path>& file, const Environment& environment) {
  const auto path = file ? file : default_file();
  if (!path) return parse_config("", "", environment);
  auto yaml = read_small_file(*path, max_file);
  if (!yaml) {
    yaml.error().code = ErrorCode::configuration;
    return std::unexpected(std::move(yaml).error());
  }
  BARYON_TRY(auto config, parse_config(*yaml, path->string(), environment));
  config.file = *path;
  return config;
}

Result<void> check_for_serving(const Config& config) {
  BARYON_CHECK(check_registry_credentials(config));
  const auto host = config.server.listen.substr(0, config.server.listen.rfind(':'));
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (net::is_loopback(is_bracketed ? host.substr(1, host.size() - 2) : host)) return {};
  if (config.bitbucket.secrets.empty())
    return fail(
        ErrorCode::configuration,
        fmt::format("listening on {} without a webhook secret: anybody could send deliveries", config.server.listen),
        "set bitbucket.secrets (or BARYON_BITBUCKET_SECRETS); a secret made on first start counts only on "
        "loopback");
  if (config.auth.tokens.empty() && config.auth.access_keys.empty())
    return fail(ErrorCode::configuration,
                fmt::format("listening on {} without any credentials for its users", config.server.listen),
                "set auth.tokens or auth.access_keys");
  return {};
}

std::string print_config(const Config& config) {
  std::string out;
  std::vector<std::string> open;  // sections we are in
  for (const auto& key : config_keys()) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= key.path.size();) {
      const auto dot = std::min(key.path.find('.', begin), key.path.size());
      parts.push_back(key.path.substr(begin, dot - begin));
      begin = dot + 1;
    }
    const auto leaf = parts.back();
    parts.pop_back();
    std::size_t common = 0;
    while (common < open.size() && common < parts.size() && open[common] == parts[common]) ++common;
    for (std::size_t i = common; i < parts.size(); ++i) out += std::string(2 * i, ' ') + parts[i] + ":\n";
    open = parts;
    out += fmt::format("{}{}: {}\n", std::string(2 * parts.size(), ' '), leaf, key.show(config));
  }
  return out;
}

std::string print_config_json(const Config& config) {
  boost::json::object object;
  for (const auto& key : config_keys()) {
    const auto shown = key.show(config);
    boost::system::error_code not_json;  // `5m`, `viewer`: words stay texts
    auto value = boost::json::parse(shown, not_json);
    object[key.path] = not_json ? boost::json::value(shown) : std::move(value);
  }
  return boost::json::serialize(object);
}

}  // namespace baryon::app
