#!/usr/bin/env python3
"""Where settings come from, how mistakes in them are told, and that secrets are never shown."""
from __future__ import annotations

import json
import unittest
from pathlib import Path

from support.baryon import Done, run
from support.case import FolderCase

# A value for each key that can have another than its default, and how it is printed.
OTHER_VALUES = {
    "server.listen": ("127.0.0.1:9999", "127.0.0.1:9999"),
    "server.public_url": ("https://baryon.example.com", "https://baryon.example.com"),
    "server.allow": ("192.0.2.0/24, 198.51.100.7", ["192.0.2.0/24", "198.51.100.7"]),
    "server.trusted_proxies": ("192.0.2.1", ["192.0.2.1"]),
    "server.max_body": ("5MiB", "5MiB"),
    "bitbucket.url": ("https://git.example.com:7990/bitbucket", "https://git.example.com:7990/bitbucket"),
    "bitbucket.token": ("a-token-value", "***"),
    "bitbucket.secrets": ("a-secret-value", ["***"]),
    "bitbucket.projects": ("PLAT,!PLAT/attic", ["PLAT", "!PLAT/attic"]),
    "bitbucket.branches": ("main,release/*", ["main", "release/*"]),
    "bitbucket.poll_interval": ("90s", "90s"),
    "bitbucket.report_status": ("false", False),
    "database": ("sqlite:elsewhere/baryon.db", "sqlite:elsewhere/baryon.db"),
    "store.url": ("file:elsewhere/objects", "file:elsewhere/objects"),
    "store.key": ("{project}/{repository}/{commit}.tar.gz", "{project}/{repository}/{commit}.tar.gz"),
    "store.keep_versions": ("7", 7),
    "store.prune_interval": ("90s", "90s"),
    "registry.publish": ("automatic", "automatic"),
    "templates.root_name": ("foundation", "foundation"),
    "templates.root_environment_name": ("network", "network"),
    "templates.root_service_name": ("web", "web"),
    "workers.count": ("5", 5),
    "workers.max_attempts": ("3", 3),
    "auth.anonymous": ("none", "none"),
    "log.level": ("debug", "debug"),
    "log.format": ("json", "json"),
}
SAMPLE_NAMES = {
    "BITBUCKET_SERVER_URL": "https://sample.example.com",
    "BITBUCKET_TOKEN": "sample-token-value",
    "BITBUCKET_SECRET": "sample, secret value",
    "WEBPROXY_HOST": "proxy.example.com",
    "WEBPROXY_PORT": "3128",
    "KEEP_VERSIONS": "9",
    "PROTON_ENV_TEMPLATE": "network",
    "PROTON_SVC_TEMPLATE": "web",
}


def variable(key: str) -> str:
    return "BARYON_" + key.upper().replace(".", "_")


class ConfigCase(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.folder / "baryon.yaml"

    def config(self, *arguments: str, expect: int = 0, **environment: str) -> Done:
        """A `config` command in the folder, where baryon.yaml is found by itself."""
        return run("config", *arguments, expect=expect, environment=environment, folder=self.folder)

    def printed(self, **environment: str) -> dict:
        return self.config("print", "--json", **environment).json


class SourcesTest(ConfigCase):
    def test_defaults_are_those_that_are_published(self) -> None:
        defaults = self.printed()
        for key, value in {
            "server.listen": "127.0.0.1:8080",
            "server.max_body": "10MiB",
            "bitbucket.projects": ["*"],
            "bitbucket.branches": [],
            "bitbucket.poll_interval": "5m",
            "bitbucket.report_status": True,
            "database": "sqlite:baryon-data/baryon.db",
            "store.url": "file:baryon-data/objects",
            "store.key": "{project}/{commit}.tar.gz",
            "store.encryption": "AES256",
            "store.keep_versions": 3,
            "store.prune_interval": "1h",
            "registry.url": "embedded",
            "registry.publish": "draft",
            "workers.count": 2,
            "workers.max_attempts": 12,
            "auth.anonymous": "viewer",
            "log.level": "info",
            "log.format": "text",
        }.items():
            self.assertEqual(defaults[key], value, key)

    def test_file_in_the_working_directory_is_found(self) -> None:
        self.file.write_text("log: {level: debug}\n")
        self.assertEqual(self.printed()["log.level"], "debug")
        self.assertIn("baryon.yaml", self.config("check").out)

    def test_named_file_wins_over_the_one_in_the_working_directory(self) -> None:
        self.file.write_text("log: {level: debug}\n")
        other = self.folder / "other.yaml"
        other.write_text("log: {level: error}\n")
        done = run("--config", str(other), "config", "print", "--json", folder=self.folder)
        self.assertEqual(done.json["log.level"], "error")

    def test_every_key_has_a_variable(self) -> None:
        environment = {variable(key): value for key, (value, _) in OTHER_VALUES.items()}
        printed = self.printed(**environment)
        for key, (_, shown) in OTHER_VALUES.items():
            with self.subTest(key):
                self.assertEqual(printed[key], shown)

    def test_names_of_the_sample_deployment_work(self) -> None:
        printed = self.printed(**SAMPLE_NAMES)
        self.assertEqual(printed["bitbucket.url"], "https://sample.example.com")
        self.assertEqual(printed["bitbucket.token"], "***")
        self.assertEqual(printed["bitbucket.secrets"], ["***"], "one secret, whatever characters it has")
        self.assertTrue(printed["bitbucket.proxy"])
        self.assertEqual(printed["store.keep_versions"], 9)
        self.assertEqual(printed["templates.root_environment_name"], "network")
        self.assertEqual(printed["templates.root_service_name"], "web")

    def test_our_variables_win_over_the_sample_and_both_over_the_file(self) -> None:
        self.file.write_text("store: {keep_versions: 1}\nbitbucket: {url: 'https://file.example.com'}\n")
        self.assertEqual(self.printed()["store.keep_versions"], 1)
        self.assertEqual(self.printed(KEEP_VERSIONS="2")["store.keep_versions"], 2)
        both = self.printed(KEEP_VERSIONS="2", BARYON_STORE_KEEP_VERSIONS="3")
        self.assertEqual(both["store.keep_versions"], 3)
        self.assertEqual(both["bitbucket.url"], "https://file.example.com")

    def test_blank_proxy_of_the_sample_means_none(self) -> None:
        self.assertEqual(self.printed(WEBPROXY_HOST="", WEBPROXY_PORT="")["bitbucket.proxy"], "")

    def test_printed_configuration_can_be_read_again(self) -> None:
        open_values = {key: pair for key, pair in OTHER_VALUES.items() if "***" not in str(pair)}
        environment = {variable(key): value for key, (value, _) in open_values.items()}
        self.file.write_text(self.config("print", **environment).out)
        printed = self.printed()
        for key, (_, shown) in open_values.items():
            self.assertEqual(printed[key], shown, key)


class MistakesTest(ConfigCase):
    def assert_mistake(self, yaml: str, *words: str) -> None:
        self.file.write_text(yaml)
        for command in ("check", "print"):
            done = self.config(command, expect=2)
            for word in words:
                self.assertIn(word, done.err)
            self.assertEqual(done.out, "")

    def test_unknown_key_is_told_with_its_line_and_the_nearest_key(self) -> None:
        third_line = "log: {level: info}\nbitbucket:\n  tokken: x\n"
        self.assert_mistake(third_line, "baryon.yaml:3", "tokken", "bitbucket.token")
        self.assert_mistake("bitbuket:\n  token: x\n", "baryon.yaml:1", "bitbuket", "bitbucket")
        self.assert_mistake("log: {lvel: info}\n", "baryon.yaml:1", "log.level")

    def test_wrong_values_are_told_with_their_line(self) -> None:
        for yaml, word in (
            ("\nlog: {level: loud}\n", "loud"),
            ("\nserver: {max_body: lots}\n", "max_body"),
            ("\nserver: {allow: [here]}\n", "allow"),
            ("\nbitbucket: {url: 'ftp://example.com'}\n", "url"),
            ("\nbitbucket: {poll_interval: often}\n", "poll_interval"),
            ("\nworkers: {count: -1}\n", "count"),
            ("\nworkers: {count: many}\n", "count"),
            ("\nstore: {keep_versions: 0}\n", "keep_versions"),
            ("\nregistry: {publish: perhaps}\n", "publish"),
            ("\nauth: {anonymous: operator}\n", "anonymous"),
            ("\nauth: {tokens: [{name: a, role: king, secret: x}]}\n", "king"),
            ("\nbitbucket: {branches: main}\n", "branches"),
            ("\nserver: 5\n", "server"),
        ):
            with self.subTest(yaml):
                self.assert_mistake(yaml, "baryon.yaml:2", word)

    def test_broken_yaml_is_told_with_its_line(self) -> None:
        self.assert_mistake("log:\n  level: [\n", "baryon.yaml:")
        self.assert_mistake("- a list\n", "baryon.yaml:1")

    def test_wrong_variable_is_named(self) -> None:
        self.assertIn("BARYON_LOG_LEVEL", self.config("check", expect=2, BARYON_LOG_LEVEL="loud").err)
        self.assertIn("KEEP_VERSIONS", self.config("check", expect=2, KEEP_VERSIONS="few").err)
        self.assertIn("WEBPROXY_PORT", self.config("check", expect=2, WEBPROXY_HOST="proxy").err)

    def test_same_key_given_twice_is_a_mistake(self) -> None:
        self.assert_mistake("log: {level: info}\nlog: {level: debug}\n", "log")


class SecretsTest(ConfigCase):
    def test_secrets_are_masked_wherever_they_come_from(self) -> None:
        key_file = self.folder / "key"
        key_file.write_text("secret-in-a-file\n")
        self.file.write_text(
            json.dumps(
                {
                    "bitbucket": {
                        "token": "literal-token",
                        "secrets": ["literal-secret", "env:HOOK_SECRET", f"file:{key_file}"],
                        "proxy": "http://user:proxy-password@proxy.example.com:3128",
                    },
                    "auth": {
                        "tokens": [{"name": "ci", "secret": "api-token", "role": "viewer"}],
                        "access_keys": [{"id": "AKIAEXAMPLE", "secret": "access-secret", "role": "operator"}],
                    },
                }
            )
        )
        for arguments in (("print",), ("print", "--json"), ("check",)):
            done = self.config(*arguments, HOOK_SECRET="secret-in-a-variable")
            for secret in (
                "literal-token",
                "literal-secret",
                "secret-in-a-file",
                "secret-in-a-variable",
                "proxy-password",
                "api-token",
                "access-secret",
            ):
                self.assertNotIn(secret, done.out + done.err)
        self.assertIn("AKIAEXAMPLE", self.config("print", HOOK_SECRET="x").out)

    def test_secret_that_is_not_where_it_should_be_is_told(self) -> None:
        for value, word in (("env:MISSING_SECRET", "MISSING_SECRET"), ("file:missing-file", "missing-file")):
            for key in ("token", "secrets"):
                with self.subTest(f"{key}: {value}"):
                    self.file.write_text(json.dumps({"bitbucket": {key: value if key == "token" else [value]}}))
                    self.assertIn(word, self.config("check", expect=2).err)

    def test_empty_secrets_are_refused_everywhere(self) -> None:
        empty = self.folder / "empty"
        empty.write_text("\n")
        for settings in (
            {"bitbucket": {"secrets": [""]}},
            {"bitbucket": {"secrets": ["right", ""]}},
            {"bitbucket": {"secrets": ["env:EMPTY"]}},
            {"bitbucket": {"secrets": [f"file:{empty}"]}},
            {"bitbucket": {"token": f"file:{empty}"}},
            {"auth": {"tokens": [{"name": "ci", "secret": "", "role": "viewer"}]}},
            {"auth": {"tokens": [{"name": "ci", "role": "viewer"}]}},
            {"auth": {"access_keys": [{"id": "AKIA", "secret": "", "role": "viewer"}]}},
        ):
            with self.subTest(settings):
                self.file.write_text(json.dumps(settings))
                self.config("check", expect=2, EMPTY="")
        self.file.write_text("")
        self.config("check", expect=2, BITBUCKET_SECRET="")
        self.config("check", expect=2, BARYON_BITBUCKET_SECRETS="right,")

    def test_value_of_a_wrong_secret_setting_is_not_repeated(self) -> None:
        self.file.write_text("bitbucket:\n  token: [very-secret]\n")
        self.assertNotIn("very-secret", self.config("check", expect=2).err)
        self.file.write_text("auth: {tokens: [{name: ci, secret: very-secret, role: king}]}\n")
        self.assertNotIn("very-secret", self.config("check", expect=2).err)


class ExposureTest(ConfigCase):
    """Beyond loopback, somebody must be able to prove who they are. `config check` judges as `serve` does."""

    TOKENS = {"tokens": [{"name": "ci", "secret": "x", "role": "viewer"}]}

    def judge(self, settings: dict, expect: int) -> str:
        self.file.write_text(json.dumps(settings))
        return self.config("check", expect=expect).err

    def test_loopback_needs_nothing(self) -> None:
        for listen in ("127.0.0.1:0", "localhost:0", "[::1]:0", "127.9.9.9:8080"):
            with self.subTest(listen):
                self.judge({"server": {"listen": listen}}, 0)

    def test_beyond_loopback_secrets_and_credentials_are_needed(self) -> None:
        for listen in ("0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"):
            server = {"server": {"listen": listen}}
            with self.subTest(listen):
                self.assertIn("bitbucket.secrets", self.judge(server, 2))
                self.assertIn("bitbucket.secrets", self.judge(server | {"auth": self.TOKENS}, 2))
                self.assertIn("auth.tokens", self.judge(server | {"bitbucket": {"secrets": ["x"]}}, 2))
                self.judge(server | {"bitbucket": {"secrets": ["x"]}, "auth": self.TOKENS}, 0)

    def test_serve_refuses_as_check_does(self) -> None:
        self.file.write_text('server: {listen: "0.0.0.0:0"}\n')
        done = run("serve", expect=2, folder=self.folder)
        self.assertIn("bitbucket.secrets", done.err)
        self.assertFalse(Path(self.folder / "baryon-data").exists(), "nothing is made for a server that does not start")


if __name__ == "__main__":
    unittest.main()
