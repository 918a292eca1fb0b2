#include "app/registry_url.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace baryon::app {
namespace {

Environment environment(std::map<std::string, std::string> variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(RegistryCredentials, AreNoneForTheEmbeddedRegistry) {
  const auto found = registry_credentials("embedded", environment({{"AWS_ACCESS_KEY_ID", "ID"}})).value();
  EXPECT_EQ(found.access_key_id, "");
}

TEST(RegistryCredentials, AreThoseThatTheUrlNames) {
  const auto found = registry_credentials("proton+https://example.com?access_key=OWN&secret=env:REGISTRY_SECRET",
                                          environment({{"REGISTRY_SECRET", "s3cret"}, {"AWS_ACCESS_KEY_ID", "OTHER"}}))
                         .value();
  EXPECT_EQ(found.access_key_id, "OWN");
  EXPECT_EQ(found.secret.reveal(), "s3cret");
  EXPECT_TRUE(found.session_token.empty());
}

TEST(RegistryCredentials, AreElseThoseOfTheEnvironment) {
  const auto found =
      registry_credentials(
          "proton+https://example.com",
          environment({{"AWS_ACCESS_KEY_ID", "ID"}, {"AWS_SECRET_ACCESS_KEY", "key"}, {"AWS_SESSION_TOKEN", "token"}}))
          .value();
  EXPECT_EQ(found.access_key_id, "ID");
  EXPECT_EQ(found.secret.reveal(), "key");
  EXPECT_EQ(found.session_token.reveal(), "token");
}

TEST(RegistryCredentials, NeedASecretThatIsThere) {
  const auto url = "proton+https://example.com?access_key=OWN&secret=env:REGISTRY_SECRET";
  EXPECT_EQ(registry_credentials(url, environment({})).error().code, ErrorCode::configuration);
}

TEST(RegistryCredentials, AreNeededOnlyForAnotherRegistry) {
  Config config;
  EXPECT_TRUE(check_registry_credentials(config).has_value());
  config.registry.url = "proton+https://example.com";
  EXPECT_EQ(check_registry_credentials(config).error().code, ErrorCode::configuration);
  config.registry.credentials = {.access_key_id = "ID", .secret = Secret("key")};
  EXPECT_TRUE(check_registry_credentials(config).has_value());
}

}  // namespace
}  // namespace baryon::app
