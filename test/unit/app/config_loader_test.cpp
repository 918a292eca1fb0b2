#include "app/config_loader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "unit/app/config_support.h"
#include "unit/store/temporary_directory.h"

namespace baryon::app {
namespace {

Error error_of(const Result<Config>& config) {
  EXPECT_FALSE(config.has_value());
  return config ? Error{} : config.error();
}

TEST(ConfigLoader, TheSamplesBucketIsTheStore) {
  EXPECT_EQ(parse("", {{"S3BUCKET", "templates"}})->store.url, "s3://templates");
  const std::string yaml = "store: {url: \"s3://templates/prefix?region=eu-west-1\"}";
  EXPECT_EQ(parse(yaml, {{"S3BUCKET", "templates"}})->store.url, "s3://templates/prefix?region=eu-west-1");
  EXPECT_EQ(parse(yaml, {{"S3BUCKET", "another"}})->store.url, "s3://another");
  EXPECT_EQ(parse("", {{"S3BUCKET", "templates"}, {"BARYON_STORE_URL", "file:here"}})->store.url, "file:here");
  EXPECT_EQ(parse("", {{"S3BUCKET", ""}})->store.url, Config{}.store.url);
  EXPECT_FALSE(parse("", {{"S3BUCKET", "No Bucket"}}).has_value());
}

TEST(ConfigLoader, KeysOfKmsNeedABucketAndTheirAlgorithm) {
  EXPECT_TRUE(parse("store: {url: \"s3://templates\", encryption: \"aws:kms\", kms_key_id: alias/baryon}").has_value());
  EXPECT_TRUE(error_of(parse("store: {encryption: \"aws:kms\"}")).message.contains("no bucket"));
  EXPECT_TRUE(error_of(parse("store: {url: \"s3://templates\", kms_key_id: abc}")).message.contains("not be used"));
  EXPECT_FALSE(parse("store: {url: \"s3://templates?regin=x\"}").has_value());
}

TEST(ConfigLoader, HasDefaultsForEverything) {
  const auto config = parse("");
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->server.listen, "127.0.0.1:8080");
  EXPECT_EQ(config->database.shown(), "sqlite:baryon-data/baryon.db");
  EXPECT_EQ(config->data_directory(), "baryon-data");
  EXPECT_TRUE(config->bitbucket.report_status);
  EXPECT_EQ(config->workers.max_attempts, 12U);
  for (const auto* const empty : {"\n", "# nothing\n", "---\n", "server:\n", "{}", "server: {tls: }"})
    EXPECT_TRUE(parse(empty).has_value()) << empty;
}

TEST(ConfigLoader, NamesThePlaceOfAnUnknownKeyAndTheNearest) {
  const auto error = error_of(parse("server:\n  listen: 127.0.0.1:80\nbitbucket:\n  tokn: x\n"));
  EXPECT_EQ(error.code, ErrorCode::configuration);
  EXPECT_TRUE(error.message.starts_with("baryon.yaml:4:3: ")) << error.message;
  EXPECT_TRUE(error.message.contains("'bitbucket.tokn'")) << error.message;
  EXPECT_EQ(error.hint, "did you mean 'bitbucket.token'?");
  EXPECT_TRUE(error_of(parse("databse: x")).hint.contains("'database'"));
  EXPECT_TRUE(error_of(parse("server: {tls: {certifcate: x}}")).hint.contains("'server.tls.certificate'"));
}

TEST(ConfigLoader, NamesThePlaceOfAWrongValue) {
  const auto error = error_of(parse("server:\n  listen: 127.0.0.1:80\n  max_body: lots\n"));
  EXPECT_TRUE(error.message.starts_with("baryon.yaml:3:13: server.max_body: ")) << error.message;
}

TEST(ConfigLoader, RefusesBadYaml) {
  for (const auto* const yaml :
       {"server: [", "server: {listen: x", "\tserver: x", "a: b: c", "server: *missing", "\"unclosed", "- 1\n- 2",
        "just text", "server: 5", "server: [1]", "? [a, b]\n: x", "database: {a: b}", "database: [a]"}) {
    const auto config = parse(yaml);
    ASSERT_FALSE(config.has_value()) << yaml;
    EXPECT_EQ(config.error().code, ErrorCode::configuration) << yaml;
    EXPECT_TRUE(config.error().message.starts_with("baryon.yaml:")) << config.error().message;
  }
}

TEST(ConfigLoader, KnowsTheNamesOfTheSamplesVariables) {
  const auto config = parse("", {{"BITBUCKET_SECRET", "a, b"},
                                 {"BITBUCKET_SERVER_URL", "https://git.example.com"},
                                 {"BITBUCKET_TOKEN", "t0ken"},
                                 {"WEBPROXY_HOST", "proxy.example.com"},
                                 {"WEBPROXY_PORT", "3128"},
                                 {"KEEP_VERSIONS", "9"}});
  ASSERT_TRUE(config.has_value()) << config.error().text();
  ASSERT_EQ(config->bitbucket.secrets.size(), 1U);  // one secret, whatever it holds
  EXPECT_EQ(config->bitbucket.secrets[0].reveal(), "a, b");
  EXPECT_EQ(config->bitbucket.url, "https://git.example.com");
  EXPECT_EQ(config->bitbucket.token.reveal(), "t0ken");
  EXPECT_EQ(config->bitbucket.proxy.reveal(), "http://proxy.example.com:3128");
  EXPECT_EQ(config->store.keep_versions, 9U);
}

TEST(ConfigLoader, LetsAliasesWinOverTheFileAndOwnNamesOverBoth) {
  const std::string yaml =
      "bitbucket: {token: file, secrets: [file], proxy: \"http://file:1\"}\nstore: {keep_versions: 1}\n";
  EXPECT_EQ(parse(yaml)->bitbucket.token.reveal(), "file");
  EXPECT_EQ(parse(yaml, {{"BITBUCKET_TOKEN", "alias"}})->bitbucket.token.reveal(), "alias");
  EXPECT_EQ(parse(yaml, {{"BARYON_BITBUCKET_TOKEN", "own"}})->bitbucket.token.reveal(), "own");
  EXPECT_EQ(parse(yaml, {{"BITBUCKET_TOKEN", "alias"}, {"BARYON_BITBUCKET_TOKEN", "own"}})->bitbucket.token.reveal(),
            "own");
  EXPECT_EQ(parse(yaml, {{"KEEP_VERSIONS", "2"}})->store.keep_versions, 2U);
  EXPECT_EQ(parse(yaml, {{"KEEP_VERSIONS", "2"}, {"BARYON_STORE_KEEP_VERSIONS", "3"}})->store.keep_versions, 3U);
  EXPECT_EQ(parse(yaml, {{"BITBUCKET_SECRET", "alias"}})->bitbucket.secrets.at(0).reveal(), "alias");
  const std::map<std::string, std::string> proxy{{"WEBPROXY_HOST", "alias"}, {"WEBPROXY_PORT", "2"}};
  EXPECT_EQ(parse(yaml, proxy)->bitbucket.proxy.reveal(), "http://alias:2");
  auto both = proxy;
  both["BARYON_BITBUCKET_PROXY"] = "http://own:3";
  EXPECT_EQ(parse(yaml, both)->bitbucket.proxy.reveal(), "http://own:3");
}

TEST(ConfigLoader, WantsBothPartsOfTheProxy) {
  EXPECT_EQ(error_of(parse("", {{"WEBPROXY_HOST", "proxy"}})).code, ErrorCode::configuration);
  EXPECT_TRUE(error_of(parse("", {{"WEBPROXY_PORT", "1"}})).message.contains("WEBPROXY_HOST"));
  EXPECT_TRUE(parse("", {{"WEBPROXY_HOST", ""}, {"WEBPROXY_PORT", ""}}).has_value());
}

TEST(ConfigLoader, NamesTheVariableThatIsWrong) {
  EXPECT_TRUE(error_of(parse("", {{"BARYON_WORKERS_COUNT", "many"}})).message.contains("BARYON_WORKERS_COUNT"));
  EXPECT_TRUE(error_of(parse("", {{"KEEP_VERSIONS", "0"}})).message.contains("KEEP_VERSIONS"));
  EXPECT_TRUE(error_of(parse("", {{"BARYON_AUTH_TOKENS", "[{name: "}})).message.contains("BARYON_AUTH_TOKENS"));
}

TEST(ConfigLoader, TakesListsWithCommas) {
  const auto config = parse("", {{"BARYON_BITBUCKET_BRANCHES", "main , release/*,"}, {"BARYON_SERVER_ALLOW", ""}});
  EXPECT_FALSE(config.has_value() && config->bitbucket.branches.size() == 2U) << "a trailing comma names nothing";
  EXPECT_EQ(parse("", {{"BARYON_BITBUCKET_BRANCHES", "main , release/*"}})->bitbucket.branches,
            (std::vector<std::string>{"main", "release/*"}));
  EXPECT_EQ(parse("", {{"BARYON_BITBUCKET_BRANCHES", "[main, \"a,b\"]"}})->bitbucket.branches,
            (std::vector<std::string>{"main", "a,b"}));
}

TEST(ConfigLoader, RefusesEmptySecretsEverywhere) {
  for (const auto* const yaml : {"bitbucket: {secrets: [\"\"]}", "bitbucket: {secrets: [good, ]}\n#",
                                 "bitbucket: {secrets: [good, ~]}", "bitbucket: {secrets: [\"env:EMPTY\"]}",
                                 "bitbucket: {secrets: [\"env:MISSING\"]}", "bitbucket: {token: \"env:EMPTY\"}",
                                 "bitbucket: {token: \"env:\"}", "bitbucket: {token: \"file:/does/not/exist\"}"}) {
    const auto config = parse(yaml, {{"EMPTY", ""}});
    if (std::string_view(yaml).contains("[good, ]")) continue;  // YAML's own way to end a list
    ASSERT_FALSE(config.has_value()) << yaml;
    EXPECT_EQ(config.error().code, ErrorCode::configuration);
  }
  EXPECT_FALSE(parse("", {{"BITBUCKET_SECRET", ""}}).has_value());
  EXPECT_FALSE(parse("", {{"BARYON_BITBUCKET_SECRETS", "a,,b"}}).has_value());
}

TEST(ConfigLoader, FetchesSecretsFromVariablesAndFiles) {
  const store::TemporaryDirectory directory;
  const auto path = directory.path() / "token";
  std::ofstream(path) << "from file\r\n\n";
  std::ofstream(directory.path() / "empty") << "\n";
  EXPECT_EQ(parse("bitbucket: {token: \"file:" + path.string() + "\"}")->bitbucket.token.reveal(), "from file");
  EXPECT_EQ(parse("bitbucket: {token: \"env:T\"}", {{"T", "from variable"}})->bitbucket.token.reveal(),
            "from variable");
  EXPECT_FALSE(parse("bitbucket: {token: \"file:" + (directory.path() / "empty").string() + "\"}").has_value());
  const auto tokens = parse("auth: {tokens: [{name: ci, secret: \"env:T\"}]}", {{"T", "x"}});
  EXPECT_EQ(tokens->auth.tokens.at(0).secret.reveal(), "x");
  EXPECT_EQ(tokens->auth.tokens.at(0).role, Role::viewer);
}

TEST(ConfigLoader, NeverPrintsASecret) {
  const auto config = parse(
      "bitbucket: {token: s3cret, secrets: [s3cret], proxy: \"http://u:s3cret@p:1\"}\n"
      "auth: {tokens: [{name: ci, secret: s3cret}], access_keys: [{id: k, secret: s3cret}]}\n");
  ASSERT_TRUE(config.has_value());
  EXPECT_FALSE(print_config(*config).contains("s3cret"));
  EXPECT_FALSE(print_config_json(*config).contains("s3cret"));
  EXPECT_TRUE(print_config(*config).contains("***"));
}

TEST(ConfigLoader, NeverShowsASecretInAnError) {
  for (const auto* const yaml : {"auth: {tokens: [{name: ci, secret: s3cret, role: boss}]}",
                                 "auth: {tokens: [{secret: s3cret}]}", "bitbucket: {secrets: s3cret}"})
    EXPECT_FALSE(error_of(parse(yaml)).text().contains("s3cret")) << yaml;
}

TEST(ConfigLoader, ReadsBackWhatItPrints) {
  const auto defaults = print_config(Config());
  const auto again = parse(defaults);
  ASSERT_TRUE(again.has_value()) << again.error().text() << "\n" << defaults;
  EXPECT_EQ(print_config(*again), defaults);
  const auto odd = parse(R"(bitbucket: {branches: ['a"b', 'c\d', '# no comment', 'x: y']}
templates: {root_name: ' spaces '})");
  ASSERT_TRUE(odd.has_value());
  const auto odd_again = parse(print_config(*odd));
  ASSERT_TRUE(odd_again.has_value()) << print_config(*odd);
  EXPECT_EQ(odd_again->bitbucket.branches, odd->bitbucket.branches);
  EXPECT_EQ(odd_again->templates.root_name, " spaces ");
}

TEST(ConfigLoader, ReadsBackControlCharactersThatItPrints) {
  const auto odd = parse("templates: {root_name: \"a\\nb\\tc\"}");
  EXPECT_EQ(parse(print_config(*odd))->templates.root_name, "a\nb\tc");
}

TEST(ConfigLoader, ReadsTheFileItIsGiven) {
  const store::TemporaryDirectory directory;
  const auto path = directory.path() / "my.yaml";
  std::ofstream(path) << "workers: {count: 7}\n";
  const auto config = load_config(path, environment_of({}));
  EXPECT_EQ(config->workers.count, 7U);
  EXPECT_EQ(config->file, path);
  const auto missing = load_config(directory.path() / "other.yaml", environment_of({}));
  EXPECT_EQ(error_of(missing).code, ErrorCode::configuration);
  EXPECT_TRUE(error_of(missing).message.contains("other.yaml"));
}

TEST(ConfigLoader, WantsCertificateAndKeyTogether) {
  EXPECT_EQ(error_of(parse("server: {tls: {certificate: c.pem}}")).code, ErrorCode::configuration);
  EXPECT_EQ(error_of(parse("server: {tls: {key: k.pem}}")).code, ErrorCode::configuration);
}

Result<void> serving(const std::string& listen, const std::string& rest = "") {
  return check_for_serving(*parse("server: {listen: \"" + listen + "\"}\n" + rest));
}

TEST(ServingRules, LetAnythingListenOnLoopback) {
  for (const auto* const listen : {"127.0.0.1:80", "[::1]:80", "localhost:80", "127.1.2.3:1"})
    EXPECT_TRUE(serving(listen).has_value()) << listen;
}

TEST(ServingRules, WantASecretAndCredentialsBeyondLoopback) {
  const std::string secret = "bitbucket: {secrets: [s3cret]}\n";
  const std::string token = "auth: {tokens: [{name: ci, secret: x}]}\n";
  const std::string key = "auth: {access_keys: [{id: k, secret: x}]}\n";
  for (const auto* const listen : {"0.0.0.0:80", "[::]:80", "10.0.0.1:80", ":80", "baryon.example.com:80"}) {
    const auto nothing = serving(listen);
    ASSERT_FALSE(nothing.has_value()) << listen;
    EXPECT_EQ(nothing.error().code, ErrorCode::configuration);
    EXPECT_TRUE(nothing.error().text().contains("bitbucket.secrets")) << nothing.error().text();
    const auto no_credentials = serving(listen, secret);
    ASSERT_FALSE(no_credentials.has_value()) << listen;
    EXPECT_TRUE(no_credentials.error().text().contains("auth.tokens")) << no_credentials.error().text();
    EXPECT_FALSE(serving(listen, token).has_value()) << listen;
    EXPECT_TRUE(serving(listen, secret + token).has_value()) << listen;
    EXPECT_TRUE(serving(listen, secret + key).has_value()) << listen;
  }
}

}  // namespace
}  // namespace baryon::app
