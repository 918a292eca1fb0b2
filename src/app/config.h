#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "aws/credentials.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/units.h"
#include "db/url.h"

namespace baryon::app {

enum class Role : std::uint8_t {
  none,
  viewer,
  operator_,  // NOLINT(readability-identifier-naming): without the underscore it is a keyword
};

[[nodiscard]] std::string_view to_string(Role role);

/// A bearer token for the JSON API and the dashboard.
struct ApiToken {
  std::string name;
  Secret secret;
  Role role = Role::viewer;
};

/// A key pair for SigV4-signed requests.
struct AccessKey {
  std::string id;
  Secret secret;
  Role role = Role::viewer;
};

/// All settings with their defaults; docs/configuration.md describes each. Secrets are resolved (`env:`, `file:`).
struct Config {
  struct Tls {
    std::string certificate;
    std::string key;
  };
  struct Server {
    std::string listen = "127.0.0.1:8080";
    std::string public_url;
    Tls tls;
    std::vector<std::string> allow;
    std::vector<std::string> trusted_proxies;
    std::uint64_t max_body = 10 * mib;
  };
  struct Bitbucket {
    std::string url;
    Secret token;
    std::vector<Secret> secrets;
    std::vector<std::string> projects = {"*"};
    std::vector<std::string> branches;
    std::chrono::milliseconds poll_interval = std::chrono::minutes(5);
    Secret proxy;
    std::string ca_file;
    bool report_status = true;
  };
  struct StoreEvents {
    std::vector<Secret> tokens;
    std::vector<std::string> topics;
    std::vector<std::string> prefixes;
  };
  struct Store {
    std::string url = "file:baryon-data/objects";
    std::string key = "{project}/{commit}.tar.gz";
    std::string encryption = "AES256";
    std::string kms_key_id;
    std::uint64_t keep_versions = 3;
    std::chrono::milliseconds prune_interval = std::chrono::hours(1);
    StoreEvents events = {};
  };
  struct Registry {
    std::string url = "embedded";
    std::string publish = "draft";
    aws::Credentials credentials = {};  ///< for another registry: those that the URL names, or of the environment
  };
  struct Templates {
    std::string root_name;
    std::string root_environment_name;
    std::string root_service_name;
    std::vector<std::string> shared;
    std::string compatibility = "refuse";
  };
  struct Workers {
    std::uint64_t count = 2;
    std::uint64_t max_attempts = 12;
  };
  struct Auth {
    Role anonymous = Role::viewer;
    std::vector<ApiToken> tokens;
    std::vector<AccessKey> access_keys;
    std::optional<AccessKey> made_key = {};  ///< of the first start, where neither is configured
  };
  struct Log {
    log::Level level = log::Level::info;
    log::Format format = log::Format::text;
  };

  Server server;
  Bitbucket bitbucket;
  db::Url database = db::Url::sqlite("baryon-data/baryon.db");
  Store store;
  Registry registry;
  Templates templates;
  Workers workers;
  Auth auth;
  Log log;

  /// Where it came from: a file's path, or empty for embedded defaults.
  std::filesystem::path file = {};

  /// What `data_directory` is for a process that keeps nothing of its own; empty: no such process.
  std::filesystem::path scratch_directory = {};

  /// Where spool files and the keys made on first start lie: the directory of an SQLite database, `baryon-data` with
  /// PostgreSQL.
  [[nodiscard]] std::filesystem::path data_directory() const;
};

}  // namespace baryon::app
