#!/usr/bin/env python3
"""`baryon doctor`: what it says when all is well, and when one thing is not."""
from __future__ import annotations

import sqlite3
import unittest
from typing import Any

from support.baryon import Done
from support.bundles import environment
from support.case import ServiceCase
from support.certificate import make_certificates
from support.nodes import PostgresqlCase
from support.postgresql import ENCODED_PASSWORD, PASSWORD, USER
from support.proxy import Proxy
from support.stand_in import SECRET
from support.waiting import PATIENCE

Finding = dict[str, Any]


class DoctorCase(ServiceCase):
    settings = {"bitbucket": {"projects": ["PLAT"]}}

    def examine(self, expect: int = 0) -> list[Finding]:
        self.done: Done = self.baryon.run("doctor", "--json", expect=expect)
        self.assertEqual(self.done.json["ok"], expect == 0)
        return self.done.json["findings"]

    def of(self, check: str, findings: list[Finding]) -> list[Finding]:
        return [finding for finding in findings if finding["check"] == check]

    def failed(self, *, only: str) -> Finding:
        """What failed, which has to be in that check and there alone."""
        failures = [finding for finding in self.examine(expect=1) if finding["verdict"] == "failed"]
        self.assertEqual({finding["check"] for finding in failures}, {only}, failures)
        for finding in failures:
            self.assertTrue(finding["hint"], finding)
        return failures[0]

    def wait_for_calls(self) -> None:
        """Until Bitbucket has recorded how a webhook call ended."""
        self.stand_in.control("GET", f"webhook_calls?at_least=1&timeout_ms={PATIENCE * 1000:.0f}")

    def configure(self, **bitbucket: Any) -> None:
        self.baryon.configure({"bitbucket": bitbucket})


class HealthyTest(DoctorCase):
    def test_all_is_well_after_a_push(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        self.wait_for_calls()
        findings = self.examine()
        said = {(finding["check"], finding["verdict"]) for finding in findings}
        for check in ("configuration", "database", "store", "bitbucket", "clock", "webhooks"):
            self.assertIn((check, "passed"), said, findings)
        self.assertIn(("proxy", "skipped"), said)
        self.assertIn("went well", self.of("webhooks", findings)[0]["message"])
        self.assertNotIn(SECRET, self.done.out + self.done.err)

        text = self.baryon.run("doctor").out
        self.assertIn("the token is that of 'template-sync'", text)
        self.assertIn("0 failed", text)

    def test_before_the_first_start_only_what_is_not_there_is_missing(self) -> None:
        self.repository()
        self.server.stop()
        self.baryon.configure({"database": f"sqlite:{self.folder}/nothing/baryon.db"})
        findings = self.examine()
        self.assertEqual(self.of("database", findings)[0]["verdict"], "warning")
        self.assertEqual(self.of("store", findings)[0]["verdict"], "skipped")
        self.assertFalse((self.folder / "nothing").exists())


class BitbucketTest(DoctorCase):
    def test_wrong_token(self) -> None:
        self.configure(token="a-token-of-nobody")
        failures = [finding for finding in self.examine(expect=1) if finding["verdict"] == "failed"]
        self.assertIn("does not accept the token", failures[0]["message"])
        self.assertIn("bitbucket.token", failures[0]["hint"])
        self.assertNotIn("a-token-of-nobody", self.done.out + self.done.err)

    def test_project_that_cannot_be_read(self) -> None:
        self.repository()
        self.configure(projects=["PLAT", "NOPE/infra"])
        failures = [finding for finding in self.examine(expect=1) if finding["check"] == "bitbucket"]
        self.assertIn("NOPE/infra cannot be read", failures[-1]["message"])

    def test_server_that_is_down(self) -> None:
        self.stand_in.process.kill()
        self.stand_in.process.wait()
        failures = [finding for finding in self.examine(expect=1) if finding["verdict"] == "failed"]
        self.assertEqual(failures[0]["check"], "bitbucket")

    def test_address_that_is_not_bitbuckets(self) -> None:
        self.repository()
        self.fault("application-properties", html_login=True)
        failures = [finding for finding in self.examine(expect=1) if finding["verdict"] == "failed"]
        self.assertEqual(failures[0]["check"], "bitbucket")

    def test_clock_that_is_wrong(self) -> None:
        self.repository().push(environment("network"))
        self.wait_until_idle()
        self.wait_for_calls()
        self.fault("application-properties", clock_ahead_s=3600)
        failure = self.failed(only="clock")
        self.assertIn("behind", failure["message"])
        self.clear_faults()
        self.fault("application-properties", clock_ahead_s=-60)
        clock = self.of("clock", self.examine())[0]
        self.assertEqual(clock["verdict"], "warning")
        self.assertIn("ahead", clock["message"])

    def test_proxy_that_is_not_there(self) -> None:
        proxy = Proxy()
        proxy.close()
        self.configure(proxy=f"http://127.0.0.1:{proxy.port}")
        checks = {finding["check"] for finding in self.examine(expect=1) if finding["verdict"] == "failed"}
        self.assertIn("proxy", checks)


class WebhookTest(DoctorCase):
    def webhook(self) -> str:
        page = self.stand_in.rest("GET", "/projects/PLAT/webhooks").json
        return f"/projects/PLAT/webhooks/{page['values'][0]['id']}"

    def replace(self, **changes: Any) -> None:
        webhook = self.stand_in.rest("GET", self.webhook()).json | changes
        answer = self.stand_in.rest("PUT", self.webhook(), webhook | {"configuration": {"secret": SECRET}})
        self.assertLess(answer.status, 300, answer.body)

    def test_missing(self) -> None:
        self.repository()
        self.stand_in.rest("DELETE", self.webhook())
        self.assertIn("PLAT has no webhook", self.failed(only="webhooks")["message"])

    def test_inactive_or_without_pushes(self) -> None:
        self.repository()
        self.replace(active=False)
        self.assertIn("not active", self.failed(only="webhooks")["message"])
        self.replace(active=True, events=["repo:modified"])
        self.assertIn("does not tell of pushes", self.failed(only="webhooks")["message"])

    def test_never_called(self) -> None:
        self.repository()
        finding = self.of("webhooks", self.examine())[0]
        self.assertEqual(finding["verdict"], "warning")
        self.assertIn("never called", finding["message"])

    def test_whose_last_call_was_denied(self) -> None:
        repository = self.repository()
        self.fault("/projects/PLAT", wrong_signature=True)
        repository.push(environment("network"))
        self.wait_for_calls()
        failure = self.failed(only="webhooks")
        self.assertIn("bitbucket.secrets", failure["hint"])

    def test_that_the_token_may_not_see(self) -> None:
        self.repository()
        self.fault("/webhooks", status=401)
        finding = self.of("webhooks", self.examine())[0]
        self.assertEqual(finding["verdict"], "skipped")
        self.assertIn("may not see", finding["message"])


class CertificateTest(DoctorCase):
    def test_of_this_server(self) -> None:
        self.repository().push(environment("network"))
        self.wait_until_idle()
        self.wait_for_calls()
        made = make_certificates(self.folder / "certificates")
        tls = {"certificate": str(made.certificate), "key": str(made.key)}
        self.baryon.configure({"server": {"tls": tls}})
        finding = self.of("certificates", self.examine())[0]
        self.assertEqual(finding["verdict"], "warning")  # two days left
        self.assertIn("expires in 1 days", finding["message"])

    def test_that_is_no_certificate(self) -> None:
        self.repository().push(environment("network"))
        self.wait_until_idle()
        self.wait_for_calls()
        nonsense = self.folder / "nonsense.pem"
        nonsense.write_text("hello")
        self.baryon.configure({"server": {"tls": {"certificate": str(nonsense), "key": str(nonsense)}}})
        self.assertIn("nonsense.pem", self.failed(only="certificates")["message"])


class StoreTest(DoctorCase):
    def test_key_that_is_lost(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        (self.baryon.data / "store-key").unlink()
        self.assertEqual(self.failed(only="store")["check"], "store")

    def test_database_of_a_newer_program(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        self.server.stop()
        with sqlite3.connect(self.baryon.data / "baryon.db") as database:
            database.execute("INSERT INTO schema_migrations SELECT 9999, name, 0 FROM schema_migrations LIMIT 1")
        database.close()
        self.assertIn("schema 9999", self.failed(only="database")["message"])


class PostgresqlTest(PostgresqlCase):
    serves = False

    def examine(self) -> dict[str, str]:
        """What it says of the database, and how bad that is."""
        done = self.baryon.run("doctor", "--json", expect=None)
        self.assertNotIn(PASSWORD, done.out + done.err)
        self.assertNotIn(ENCODED_PASSWORD, done.out + done.err)
        return {f["message"]: f["verdict"] for f in done.json["findings"] if f["check"] == "database"}

    def test_from_an_empty_database_to_a_served_one(self) -> None:
        self.baryon.configure({"database": self.database_url})
        self.assertEqual(self.examine()["the database can be read, and is empty"], "warning")
        self.assertEqual(self.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").strip(), "0")

        self.serve()
        found = self.examine()
        self.assertEqual(found["it can be written"], "passed", found)
        others = {verdict for message, verdict in found.items() if "fsync" not in message}
        self.assertEqual(others, {"passed"}, found)  # this server runs without fsync, which is told

    def test_user_who_may_only_read(self) -> None:
        self.baryon.configure({"database": self.database_url})
        self.serve()
        self.server.stop()
        self.ask("CREATE ROLE reader LOGIN PASSWORD 'read-only'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        login = f"{USER}:{ENCODED_PASSWORD}@"
        self.baryon.configure({"database": self.database_url.replace(login, "reader:read-only@")})
        failed = [message for message, verdict in self.examine().items() if verdict == "failed"]
        self.assertEqual(len(failed), 2, failed)
        self.assertIn("it cannot be written: ", failed[0])
        self.assertIn("may not make tables", failed[1])

    def test_server_that_does_not_answer(self) -> None:
        self.baryon.configure({"database": "postgresql://127.0.0.1:1/baryon"})
        found = self.examine()
        self.assertEqual(list(found.values()), ["failed"], found)

    def ask(self, statement: str) -> str:
        return self.postgresql.execute(statement, self.database)


if __name__ == "__main__":
    unittest.main()
