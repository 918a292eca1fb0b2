#include "app/config_keys.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <utility>

#include "app/config_checks.h"
#include "app/registry_url.h"
#include "base/units.h"

namespace baryon::app {
namespace {

// Makers of keys, one for each type of value.

ConfigKey text_key(std::string path, std::string alias, std::string& (*field)(Config&), std::string description,
                   Result<std::string> (*check)(const std::string&) = nullptr) {
  return {.path = std::move(path),
          .alias = std::move(alias),
          .description = std::move(description),
          .read = [=](Config& config, const YAML::Node& node, const Environment&) -> Result<void> {
            BARYON_TRY(auto value, scalar(node));
            if (check != nullptr) {
              BARYON_TRY(value, check(value));
            }
            field(config) = std::move(value);
            return {};
          },
          .show = [=](const Config& config) { return in_quotes(field(const_cast<Config&>(config))); }};
}

ConfigKey list_key(std::string path, std::vector<std::string>& (*field)(Config&), std::string description,
                   Result<void> (*check)(const std::vector<std::string>&) = nullptr) {
  return {.path = std::move(path),
          .alias = {},
          .description = std::move(description),
          .is_list = true,
          .read = [=](Config& config, const YAML::Node& node, const Environment&) -> Result<void> {
            BARYON_TRY(auto value, list(node));
            if (check != nullptr) BARYON_CHECK(check(value));
            field(config) = std::move(value);
            return {};
          },
          .show = [=](const Config& config) { return list_in_quotes(field(const_cast<Config&>(config))); }};
}

ConfigKey secret_key(std::string path, std::string alias, Secret& (*field)(Config&), std::string description) {
  return {.path = std::move(path),
          .alias = std::move(alias),
          .description = std::move(description),
          .read = [=](Config& config, const YAML::Node& node, const Environment& environment) -> Result<void> {
            BARYON_TRY(const auto text, scalar(node));
            BARYON_TRY(field(config), secret(text, environment));
            return {};
          },
          .show = [=](const Config& config) { return in_quotes(field(const_cast<Config&>(config)).masked()); }};
}

template <class Value, class Parse, class Show>
ConfigKey parsed_key(const std::string& path, const std::string& alias, Value& (*field)(Config&), Parse parse,
                     Show show, const std::string& description) {
  return {.path = path,
          .alias = alias,
          .description = description,
          .read = [=](Config& config, const YAML::Node& node, const Environment&) -> Result<void> {
            BARYON_TRY(const auto text, scalar(node));
            BARYON_TRY(field(config), parse(text));
            return {};
          },
          .show = [=](const Config& config) { return std::string(show(field(const_cast<Config&>(config)))); }};
}

template <class Entry>
ConfigKey credentials_key(const std::string& path, const std::string& name_key, std::vector<Entry>& (*field)(Config&),
                          const std::string& description) {
  return {.path = path,
          .alias = {},
          .description = description,
          .read = [=](Config& config, const YAML::Node& node, const Environment& environment) -> Result<void> {
            BARYON_TRY(auto entries, credentials(node, environment, name_key));
            field(config).clear();
            for (auto& entry : entries)
              field(config).push_back({std::move(entry.name), std::move(entry.secret), entry.role});
            return {};
          },
          .show =
              [=](const Config& config) {
                std::vector<std::string> items;
                for (const auto& [name, value, role] : field(const_cast<Config&>(config)))
                  items.push_back(
                      fmt::format("{{{}: {}, secret: \"***\", role: {}}}", name_key, in_quotes(name), to_string(role)));
                return fmt::format("[{}]", fmt::join(items, ", "));
              }};
}

ConfigKey secrets_key(const std::string& path, const std::string& alias, std::vector<Secret>& (*field)(Config&),
                      const std::string& empty_one, const std::string& description) {
  return {.path = path,
          .alias = alias,
          .description = description,
          .is_list = true,
          .read = [=](Config& config, const YAML::Node& node, const Environment& environment) -> Result<void> {
            BARYON_TRY(const auto texts, list(node));
            field(config).clear();
            for (const auto& text : texts) {
              BARYON_TRY(auto values, live_secrets(text, environment));
              for (auto& value : values) {
                if (value.empty())
                  return fail(ErrorCode::configuration, empty_one, "an empty secret would let anybody in; remove it");
                field(config).push_back(std::move(value));
              }
            }
            return {};
          },
          .show =
              [=](const Config& config) {
                return list_in_quotes(std::vector<std::string>(field(const_cast<Config&>(config)).size(), "***"));
              }};
}

ConfigKey registry_url_key() {
  return {.path = "registry.url",
          .description =
              "`embedded`: the registry in Baryon's own database; `proton+https://HOST[:PORT]?region=REGION`: that of "
              "another Baryon, or of whatever else speaks AWS Proton's API.",
          .read = [](Config& config, const YAML::Node& node, const Environment& environment) -> Result<void> {
            BARYON_TRY(auto text, scalar(node));
            BARYON_TRY(config.registry.credentials, registry_credentials(text, environment));
            config.registry.url = std::move(text);
            return {};
          },
          .show = [](const Config& config) { return in_quotes(config.registry.url); }};
}

ConfigKey database_key() {
  return {.path = "database",
          .description =
              "`sqlite:PATH`, whose directory also holds spool files and what is made on first start; or "
              "`postgresql://USER:PASSWORD@HOST:PORT/DATABASE`, 12 or later, which several servers may share. Literal, "
              "`env:NAME` or `file:PATH`.",
          .read = [](Config& config, const YAML::Node& node, const Environment& environment) -> Result<void> {
            BARYON_TRY(const auto text, scalar(node));
            BARYON_TRY(const auto url, secret(text, environment));
            BARYON_TRY(config.database, db::Url::parse(url.reveal()));
            return {};
          },
          .show = [](const Config& config) { return in_quotes(config.database.shown()); }};
}

std::string show_number(std::uint64_t value) { return std::to_string(value); }

// clang-format off
std::vector<ConfigKey> make_keys() {
  std::vector<ConfigKey> keys;
  keys.push_back(text_key("server.listen", "", +[](Config& c) -> std::string& { return c.server.listen; },
    "Address and port to listen on. Beyond loopback, `bitbucket.secrets` and `auth.tokens` or `auth.access_keys` have to be set."));
  keys.push_back(text_key("server.public_url", "", +[](Config& c) -> std::string& { return c.server.public_url; },
    "How people reach this server; used for links in build statuses.", base_url));
  keys.push_back(text_key("server.tls.certificate", "", +[](Config& c) -> std::string& { return c.server.tls.certificate; },
    "PEM file of the certificate chain; with it the listener speaks HTTPS (TLS 1.2 or later)."));
  keys.push_back(text_key("server.tls.key", "", +[](Config& c) -> std::string& { return c.server.tls.key; },
    "PEM file of the certificate's private key."));
  keys.push_back(list_key("server.allow", +[](Config& c) -> std::vector<std::string>& { return c.server.allow; },
    "Addresses and networks that may send webhooks; empty: any.", addresses));
  keys.push_back(list_key("server.trusted_proxies", +[](Config& c) -> std::vector<std::string>& { return c.server.trusted_proxies; },
    "Reverse proxies whose `X-Forwarded-For` is believed.", addresses));
  keys.push_back(parsed_key("server.max_body", "", +[](Config& c) -> std::uint64_t& { return c.server.max_body; },
    parse_bytes, format_bytes, "Largest request body; a larger one is answered 413."));
  keys.push_back(text_key("bitbucket.url", "BITBUCKET_SERVER_URL", +[](Config& c) -> std::string& { return c.bitbucket.url; },
    "Base URL of Bitbucket; may hold a port and a context path.", base_url));
  keys.push_back(secret_key("bitbucket.token", "BITBUCKET_TOKEN", +[](Config& c) -> Secret& { return c.bitbucket.token; },
    "HTTP access token with read permission: literal, `env:NAME` or `file:PATH`."));
  keys.push_back(secrets_key("bitbucket.secrets", "BITBUCKET_SECRET", +[](Config& c) -> std::vector<Secret>& { return c.bitbucket.secrets; }, "a webhook secret is empty",
    "The webhook secrets, all of them live: to rotate, add the new one, change Bitbucket, remove the old one. Each literal, `env:NAME` or `file:PATH`. Empty: one is made on first start."));
  keys.push_back(list_key("bitbucket.projects", +[](Config& c) -> std::vector<std::string>& { return c.bitbucket.projects; },
    "Globs of the projects to sync, `PROJECT` or `PROJECT/repository`, case ignored; a leading `!` excludes."));
  keys.push_back(list_key("bitbucket.branches", +[](Config& c) -> std::vector<std::string>& { return c.bitbucket.branches; },
    "Globs of the branches to sync, such as `main` or `release/*`; empty: each repository's default branch."));
  keys.push_back(parsed_key("bitbucket.poll_interval", "", +[](Config& c) -> std::chrono::milliseconds& { return c.bitbucket.poll_interval; },
    interval, format_duration, "How often the branches of all configured repositories are compared with Bitbucket, a tenth more or less, and how long a default branch is believed: `1s` or more; `0`: only when something asks for it."));
  keys.push_back(secret_key("bitbucket.proxy", "", +[](Config& c) -> Secret& { return c.bitbucket.proxy; },
    "Forward proxy towards Bitbucket: `http://[user:password@]host:port`. Proxy variables of the environment are not used; `WEBPROXY_HOST` and `WEBPROXY_PORT` are."));
  keys.push_back(text_key("bitbucket.ca_file", "", +[](Config& c) -> std::string& { return c.bitbucket.ca_file; },
    "PEM file of the authorities to trust for Bitbucket; empty: the system's."));
  keys.push_back(parsed_key("bitbucket.report_status", "", +[](Config& c) -> bool& { return c.bitbucket.report_status; },
    boolean, [](bool value) { return value ? "true" : "false"; }, "Whether to show each sync's outcome as a build status on its commit."));
  keys.push_back(database_key());
  keys.push_back(text_key("store.url", "", +[](Config& c) -> std::string& { return c.store.url; },
    "Where archives and bundles lie, encrypted: `file:DIRECTORY`, or `s3://BUCKET/PREFIX?region=REGION` (docs/s3.md).", store_url));
  keys.push_back(text_key("store.key", "", +[](Config& c) -> std::string& { return c.store.key; },
    "Key of a stored archive; `{project}`, `{repository}`, `{commit}` and `{branch}` are replaced.", object_key));
  keys.push_back(text_key("store.encryption", "", +[](Config& c) -> std::string& { return c.store.encryption; },
    "Encryption at rest: `AES256`, or for a bucket `aws:kms`.", encryption));
  keys.push_back(text_key("store.kms_key_id", "", +[](Config& c) -> std::string& { return c.store.kms_key_id; },
    "Key of AWS KMS with `aws:kms`: id, ARN or alias; empty: the account's key for S3.", kms_key_id));
  keys.push_back(parsed_key("store.keep_versions", "KEEP_VERSIONS", +[](Config& c) -> std::uint64_t& { return c.store.keep_versions; },
    number<1, 1000>, show_number, "How many of the newest archives of each branch stay when old ones are removed."));
  keys.push_back(parsed_key("store.prune_interval", "", +[](Config& c) -> std::chrono::milliseconds& { return c.store.prune_interval; },
    interval, format_duration, "How often a server removes old archives by itself: `1s` or more; `0`: only `baryon prune --archives` does."));
  keys.push_back(secrets_key("store.events.tokens", "", +[](Config& c) -> std::vector<Secret>& { return c.store.events.tokens; }, "a token for S3 events is empty",
    "Tokens of those who may send S3 events to `/events/s3`, all of them live. Each literal, `env:NAME` or `file:PATH`. Empty: nobody may."));
  keys.push_back(list_key("store.events.topics", +[](Config& c) -> std::vector<std::string>& { return c.store.events.topics; },
    "ARNs of the Amazon SNS topics whose messages are taken and whose subscriptions are confirmed; empty: none.", topic_arns));
  keys.push_back(list_key("store.events.prefixes", +[](Config& c) -> std::vector<std::string>& { return c.store.events.prefixes; },
    "Beginnings of keys, below the store's own prefix, whose new objects are processed; empty: all."));
  keys.push_back(registry_url_key());
  keys.push_back(text_key("registry.publish", "", +[](Config& c) -> std::string& { return c.registry.publish; },
    "`draft`: new versions wait to be published; `automatic`: they are published at once.", publish_policy));
  keys.push_back(text_key("templates.root_name", "", +[](Config& c) -> std::string& { return c.templates.root_name; },
    "Name of the template whose `v<N>/` lies at a repository's root; empty: the repository's slug."));
  keys.push_back(text_key("templates.root_environment_name", "PROTON_ENV_TEMPLATE", +[](Config& c) -> std::string& { return c.templates.root_environment_name; },
    "The same for environment templates alone; empty: as `templates.root_name`."));
  keys.push_back(text_key("templates.root_service_name", "PROTON_SVC_TEMPLATE", +[](Config& c) -> std::string& { return c.templates.root_service_name; },
    "The same for service templates alone; empty: as `templates.root_name`."));
  keys.push_back(list_key("templates.shared", +[](Config& c) -> std::vector<std::string>& { return c.templates.shared; },
    "Directories of a repository, such as `modules`, whose files count for every template in it: they become part of each bundle, under `shared/`.", repository_directories));
  keys.push_back(text_key("templates.compatibility", "", +[](Config& c) -> std::string& { return c.templates.compatibility; },
    "What becomes of a new minor version that breaks what was deployed from the one before: `refuse`; `warn`: register it; `next_major`: register it as a new major version.", compatibility_policy));
  keys.push_back(parsed_key("workers.count", "", +[](Config& c) -> std::uint64_t& { return c.workers.count; },
    number<0, 64>, show_number, "Syncs that run at the same time; 0: this process only receives."));
  keys.push_back(parsed_key("workers.max_attempts", "", +[](Config& c) -> std::uint64_t& { return c.workers.max_attempts; },
    number<1, 1000>, show_number, "Attempts before a failing sync is dead. Waiting for configuration or a token is not counted."));
  keys.push_back(parsed_key("auth.anonymous", "", +[](Config& c) -> Role& { return c.auth.anonymous; },
    anonymous_role, [](Role role) { return to_string(role); }, "What callers without a token may do: `viewer` or `none`."));
  keys.push_back(credentials_key<ApiToken>("auth.tokens", "name", +[](Config& c) -> std::vector<ApiToken>& { return c.auth.tokens; },
    "Bearer tokens of the JSON API and dashboard: `[{name: ci, secret: \"env:CI_TOKEN\", role: viewer}]`; roles `viewer`, `operator`."));
  keys.push_back(credentials_key<AccessKey>("auth.access_keys", "id", +[](Config& c) -> std::vector<AccessKey>& { return c.auth.access_keys; },
    "Access keys of the Proton API, which then wants every request signed: `[{id: AKIA..., secret: \"file:/run/secrets/key\", role: operator}]`."));
  keys.push_back(parsed_key("log.level", "", +[](Config& c) -> log::Level& { return c.log.level; },
    log::parse_level, [](log::Level level) { return log::to_string(level); }, "`debug`, `info`, `warning` or `error`."));
  keys.push_back(parsed_key("log.format", "", +[](Config& c) -> log::Format& { return c.log.format; },
    log::parse_format, [](log::Format format) { return format == log::Format::json ? "json" : "text"; }, "`text`, or `json`: one object a line."));
  return keys;
}
// clang-format on

}  // namespace

std::string ConfigKey::variable() const {
  std::string name = "BARYON_";
  for (const char character : path)
    name += character == '.'
                ? '_'
                : static_cast<char>(character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character);
  return name;
}

const std::vector<ConfigKey>& config_keys() {
  static const auto keys = make_keys();
  return keys;
}

}  // namespace baryon::app
