#include "app/config_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "unit/app/config_support.h"

namespace baryon::app {
namespace {

// For each key a value that is not the default, as written in the file, and how it is shown then.
struct Sample {
  std::string written;
  std::string shown;
};

const std::map<std::string, Sample>& samples() {
  static const std::map<std::string, Sample> all{
      {"server.listen", {"127.0.0.1:9999", "\"127.0.0.1:9999\""}},
      {"server.public_url", {"https://baryon.example.com", "\"https://baryon.example.com\""}},
      {"server.tls.certificate", {"/etc/c.pem", "\"/etc/c.pem\""}},
      {"server.tls.key", {"/etc/k.pem", "\"/etc/k.pem\""}},
      {"server.allow", {"[10.0.0.0/8, \"fd00::/8\"]", "[\"10.0.0.0/8\", \"fd00::/8\"]"}},
      {"server.trusted_proxies", {"[127.0.0.1]", "[\"127.0.0.1\"]"}},
      {"server.max_body", {"3MiB", "3MiB"}},
      {"bitbucket.url", {"https://git.example.com/bitbucket", "\"https://git.example.com/bitbucket\""}},
      {"bitbucket.token", {"t0ken", "\"***\""}},
      {"bitbucket.secrets", {"[s3cret, other]", "[\"***\", \"***\"]"}},
      {"bitbucket.projects", {"[PLAT, \"!PLAT/old\"]", "[\"PLAT\", \"!PLAT/old\"]"}},
      {"bitbucket.branches", {"[main, \"release/*\"]", "[\"main\", \"release/*\"]"}},
      {"bitbucket.poll_interval", {"90s", "90s"}},
      {"bitbucket.proxy", {"http://user:pw@proxy:3128", "\"***\""}},
      {"bitbucket.ca_file", {"/etc/ca.pem", "\"/etc/ca.pem\""}},
      {"bitbucket.report_status", {"false", "false"}},
      {"database", {"sqlite:/var/lib/baryon/b.db", "\"sqlite:/var/lib/baryon/b.db\""}},
      {"store.url", {"file:/var/lib/baryon/objects", "\"file:/var/lib/baryon/objects\""}},
      {"store.key", {"x/{commit}.tgz", "\"x/{commit}.tgz\""}},
      {"store.keep_versions", {"7", "7"}},
      {"store.events.tokens", {"[t0ken, other]", "[\"***\", \"***\"]"}},
      {"store.events.topics",
       {"[\"arn:aws:sns:eu-west-1:123456789012:t\"]", "[\"arn:aws:sns:eu-west-1:123456789012:t\"]"}},
      {"store.events.prefixes", {"[PLAT/]", "[\"PLAT/\"]"}},
      {"store.prune_interval", {"90s", "90s"}},
      {"registry.url",
       {"proton+https://example.com?region=eu-west-1", "\"proton+https://example.com?region=eu-west-1\""}},
      {"registry.publish", {"automatic", "\"automatic\""}},
      {"templates.root_name", {"platform", "\"platform\""}},
      {"templates.root_environment_name", {"vpc", "\"vpc\""}},
      {"templates.root_service_name", {"web", "\"web\""}},
      {"workers.count", {"5", "5"}},
      {"workers.max_attempts", {"3", "3"}},
      {"auth.anonymous", {"none", "none"}},
      {"auth.tokens",
       {"[{name: ci, secret: s3cret, role: operator}]", "[{name: \"ci\", secret: \"***\", role: operator}]"}},
      {"auth.access_keys",
       {"[{id: AKIA1, secret: s3cret, role: viewer}]", "[{id: \"AKIA1\", secret: \"***\", role: viewer}]"}},
      {"templates.shared", {"[modules/common]", "[\"modules/common\"]"}},
      {"templates.compatibility", {"next_major", "\"next_major\""}},
      {"log.level", {"debug", "debug"}},
      {"log.format", {"json", "json"}}};
  return all;
}

// Mean something only with a bucket as the store: config_loader_test.cpp.
const std::set<std::string>& of_buckets() {
  static const std::set<std::string> keys{"store.encryption", "store.kms_key_id"};
  return keys;
}

// `a.b.c: value` as nested YAML in flow style.
std::string as_yaml(const std::string& path, const std::string& value) {
  std::string yaml;
  std::size_t braces = 0;
  for (std::size_t begin = 0;;) {
    const auto dot = path.find('.', begin);
    yaml += path.substr(begin, dot - begin) + ": ";
    if (dot == std::string::npos) break;
    yaml += "{";
    ++braces;
    begin = dot + 1;
  }
  const bool is_flow = value.starts_with('[');
  return yaml + (is_flow ? value : "\"" + value + "\"") + std::string(braces, '}') + "\n";
}

// The other half of what goes together.
std::string partner(const std::string& path) {
  if (path == "server.tls.certificate") return "BARYON_SERVER_TLS_KEY";
  if (path == "server.tls.key") return "BARYON_SERVER_TLS_CERTIFICATE";
  return "UNUSED";
}

TEST(ConfigKeys, AreAllCoveredHere) {
  for (const auto& key : config_keys())
    EXPECT_TRUE(samples().contains(key.path) != of_buckets().contains(key.path)) << key.path;
}

TEST(ConfigKeys, AreTheOnesOfTheContract) {
  const std::set<std::string> contract{"server.listen",
                                       "server.public_url",
                                       "server.tls.certificate",
                                       "server.tls.key",
                                       "server.allow",
                                       "server.trusted_proxies",
                                       "server.max_body",
                                       "bitbucket.url",
                                       "bitbucket.token",
                                       "bitbucket.secrets",
                                       "bitbucket.projects",
                                       "bitbucket.branches",
                                       "bitbucket.poll_interval",
                                       "bitbucket.proxy",
                                       "bitbucket.ca_file",
                                       "bitbucket.report_status",
                                       "database",
                                       "store.url",
                                       "store.key",
                                       "store.encryption",
                                       "store.kms_key_id",
                                       "store.keep_versions",
                                       "registry.url",
                                       "registry.publish",
                                       "templates.root_name",
                                       "templates.shared",
                                       "workers.count",
                                       "workers.max_attempts",
                                       "auth.anonymous",
                                       "auth.tokens",
                                       "auth.access_keys",
                                       "log.level",
                                       "log.format"};
  std::set<std::string> keys;
  for (const auto& key : config_keys()) keys.insert(key.path);
  EXPECT_TRUE(std::ranges::includes(keys, contract));
}

TEST(ConfigKeys, CanAllBeSetInTheFile) {
  for (const auto& key : config_keys()) {
    if (of_buckets().contains(key.path)) continue;
    const auto& sample = samples().at(key.path);
    const auto config = parse(as_yaml(key.path, sample.written), {{partner(key.path), "/etc/partner.pem"}});
    ASSERT_TRUE(config.has_value()) << key.path << ": " << config.error().text();
    EXPECT_EQ(key.show(*config), sample.shown) << key.path;
    EXPECT_NE(key.show(*config), key.show(Config())) << key.path;
  }
}

TEST(ConfigKeys, CanAllBeSetInTheEnvironment) {
  for (const auto& key : config_keys()) {
    if (of_buckets().contains(key.path)) continue;
    const auto& sample = samples().at(key.path);
    const auto config = parse("", {{key.variable(), sample.written}, {partner(key.path), "/etc/partner.pem"}});
    ASSERT_TRUE(config.has_value()) << key.path << ": " << config.error().text();
    EXPECT_EQ(key.show(*config), sample.shown) << key.path;
  }
}

TEST(ConfigKeys, HaveTheirVariablesName) {
  std::map<std::string, std::string> variables;
  for (const auto& key : config_keys()) variables[key.path] = key.variable();
  EXPECT_EQ(variables.at("server.tls.certificate"), "BARYON_SERVER_TLS_CERTIFICATE");
  EXPECT_EQ(variables.at("database"), "BARYON_DATABASE");
  std::set<std::string> distinct;
  for (const auto& [path, variable] : variables) EXPECT_TRUE(distinct.insert(variable).second) << variable;
}

TEST(ConfigKeys, RefuseWhatIsNotInUse) {
  EXPECT_FALSE(parse("store: {kms_key_id: abc}").has_value());
  EXPECT_FALSE(parse("store: {url: \"gs://bucket\"}").has_value());
  EXPECT_FALSE(parse("store: {encryption: none}").has_value());
  EXPECT_FALSE(parse("database: \"mysql://x\"").has_value());
}

TEST(ConfigKeys, RefuseSharedDirectoriesThatAreNoPaths) {
  for (const auto* const path : {"/modules", "modules/", "../modules", "./modules", "a//b", "."})
    EXPECT_FALSE(parse(std::string("templates: {shared: [\"") + path + "\"]}").has_value()) << path;
}

TEST(ConfigKeys, RefuseWordsThatOnlyBeginLikeAKnownOne) {
  EXPECT_FALSE(parse("registry: {url: embedded-elsewhere}").has_value());
  EXPECT_FALSE(parse("store: {encryption: AES256-with-something}").has_value());
}

TEST(ConfigKeys, RefuseValuesThatMakeNoSense) {
  for (const auto* const yaml : {"server: {max_body: lots}",
                                 "server: {max_body: -1}",
                                 "server: {allow: [here]}",
                                 "server: {allow: 10.0.0.1}",
                                 "bitbucket: {poll_interval: 5}",
                                 "bitbucket: {poll_interval: 999ms}",
                                 "bitbucket: {report_status: maybe}",
                                 "bitbucket: {url: git.example.com}",
                                 "bitbucket: {url: \"ftp://git.example.com\"}",
                                 "workers: {count: 65}",
                                 "workers: {count: two}",
                                 "workers: {max_attempts: 0}",
                                 "store: {keep_versions: 0}",
                                 "store: {prune_interval: 999ms}",
                                 "store: {key: same-for-all.tar.gz}",
                                 "auth: {anonymous: operator}",
                                 "auth: {anonymous: admin}",
                                 "auth: {tokens: [{name: ci}]}",
                                 "auth: {tokens: [{secret: x}]}",
                                 "auth: {tokens: [{name: ci, secret: \"\"}]}",
                                 "auth: {tokens: [{name: ci, secret: x, role: none}]}",
                                 "auth: {tokens: [{name: ci, secret: x, rule: viewer}]}",
                                 "auth: {tokens: ci}",
                                 "auth: {access_keys: [{name: ci, secret: x}]}",
                                 "log: {level: loud}",
                                 "log: {format: xml}",
                                 "registry: {publish: maybe}",
                                 "registry: {url: elsewhere}",
                                 "registry: {url: \"https://example.com\"}",
                                 "registry: {url: \"proton+http://example.com\"}",
                                 "registry: {url: \"proton+https://example.com?reqion=x\"}",
                                 "database: \"sqlite:\"",
                                 "store: {url: \"file:\"}"}) {
    const auto config = parse(yaml);
    ASSERT_FALSE(config.has_value()) << yaml;
    EXPECT_TRUE(config.error().message.starts_with("baryon.yaml:1:")) << config.error().message;
  }
}

TEST(ConfigKeys, TakeNoScheduleOfComparisons) {
  for (const auto* const yaml : {"bitbucket: {poll_interval: 0}", "bitbucket: {poll_interval: 0s}"}) {
    const auto config = parse(yaml);
    ASSERT_TRUE(config.has_value()) << config.error().text();
    EXPECT_EQ(config->bitbucket.poll_interval, std::chrono::milliseconds(0));
  }
}

TEST(ConfigKeys, CallEveryWrongValueAMatterOfConfiguration) {
  for (const auto* const yaml : {"server: {max_body: lots}", "bitbucket: {poll_interval: 5}", "log: {level: loud}",
                                 "server: {allow: [here]}", "bitbucket: {url: git.example.com}"})
    EXPECT_EQ(parse(yaml).error().code, ErrorCode::configuration) << yaml;
}

}  // namespace
}  // namespace baryon::app
