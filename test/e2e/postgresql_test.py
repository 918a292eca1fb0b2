#!/usr/bin/env python3
"""PostgreSQL instead of SQLite: pushes, commands, secrets, and what happens when it is away."""
from __future__ import annotations

import unittest
from pathlib import Path

from support.bundles import environment, service
from support.nodes import NodesCase
from support.postgresql import ENCODED_PASSWORD, PASSWORD
from support.receiving import change, event
from support.stand_in import SECRET
from support.waiting import eventually
from support.web import encode, signature


class PostgresqlTest(NodesCase):
    def test_push_registers_and_every_command_reads_it(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"), service("web"), message="Add network and web")
        self.succeeded(commit)
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertEqual({t["name"] for t in self.baryon.json("templates")}, {"network", "web"})
        self.baryon.run("publish", "network@1.1")
        self.assertIn("1.0", self.baryon.run("diff", "network@1.0", "network@1.1").out)
        self.baryon.run("pull", "web@1.0", "-o", str(self.folder / "web"))
        self.assertIn(commit[:7], self.baryon.run("explain", commit).out)
        self.assertEqual(len(self.baryon.json("deliveries")), 2)
        self.assertEqual({sync["state"] for sync in self.baryon.json("syncs")}, {"succeeded"})
        self.baryon.run("sync", repository.path)
        self.baryon.run("sync", repository.path, "--dry-run")
        self.baryon.run("prune", "--keep", "1", "--dry-run")
        self.assertEqual({entry["state"] for entry in self.baryon.json("ledger")}, {"in_step"})

    def test_replay_syncs_what_is_admitted_now(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        ignored = repository.push(environment("cluster"), to="release/1")
        eventually("both deliveries are stored", lambda: len(self.baryon.json("deliveries")), lambda count: count == 2)
        self.baryon.configure({"bitbucket": {"branches": ["main", "release/*"]}})
        dry = self.baryon.json("replay", "--since", "1h", "--dry-run")
        self.assertIn("queued", {change["now"]["decision"] for change in dry["changes"]})
        self.server.stop()
        self.baryon.run("replay", "--since", "1h")
        again = self.baryon.json("replay", "--since", "1h")
        self.assertNotIn("queued", {change["now"]["decision"] for change in again["changes"]})
        self.server = self.serve()
        self.succeeded(ignored)
        self.assertEqual(self.baryon.versions("cluster"), ["1.0"])

    def test_password_shows_nowhere(self) -> None:
        shown = self.baryon.run("config", "print").out
        self.assertIn("postgresql://baryon:***@127.0.0.1", shown)
        command_line = Path(f"/proc/{self.server.process.pid}/cmdline").read_text()
        for text in (shown, self.server.log, command_line):
            self.assertNotIn(PASSWORD, text)
            self.assertNotIn(ENCODED_PASSWORD, text)

    def test_wrong_password_is_told_without_it(self) -> None:
        wrong = self.database_url.replace(ENCODED_PASSWORD, "geheim")
        self.baryon.configure({"database": wrong})
        done = self.baryon.run("templates", expect=None)
        self.assertNotEqual(done.code, 0)
        self.assertIn("password authentication failed", done.err)
        self.assertNotIn("geheim", done.err + done.out)

    def test_url_may_be_in_a_file_or_in_the_environment(self) -> None:
        file = self.folder / "database-url"
        file.write_text(self.database_url + "\n")
        self.baryon.configure({"database": f"file:{file}"})
        self.assertEqual(self.baryon.json("templates"), [])
        self.baryon.configure({"database": "env:WHERE"})
        self.baryon.run("templates", environment={"WHERE": self.database_url})

    def test_database_of_another_encoding_is_refused(self) -> None:
        name = f"{self.database}_latin"
        self.ask(f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        self.baryon.configure({"database": self.postgresql.url(name)})
        done = self.baryon.run("templates", expect=2)
        self.assertIn("LATIN1", done.err)
        self.assertIn("ENCODING 'UTF8'", done.err)

    def test_backup_points_to_pg_dump(self) -> None:
        done = self.baryon.run("backup", str(self.folder / "backup.tar.gz"), expect=2)
        self.assertIn("pg_dump", done.err)

    def test_server_rides_out_a_restart_of_postgresql(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.addCleanup(self.start_again)
        self.postgresql.stop()
        answer = self.deliver("while away")
        self.assertEqual(answer.status, 503, answer.body)
        self.assertEqual(answer.json["status"], "unavailable")
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertEqual(self.server.get("/readyz").status, 503)
        self.assertFalse(self.checks_of(self.server)["database"]["ok"])
        self.assertEqual(self.server.get("/healthz").status, 200)

        self.start_again()
        self.wait_until_ready(self.server)
        self.assertEqual(self.deliver("while away").status, 202)
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_restart_between_two_deliveries_is_not_noticed(self) -> None:
        self.assertEqual(self.deliver("before").status, 202)
        self.postgresql.stop()
        self.postgresql.start()
        self.assertEqual(self.deliver("after").status, 202)

    def test_server_that_hangs_is_given_up_and_found_again(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.addCleanup(self.postgresql.go_on)
        self.postgresql.hang()
        answer = self.deliver("while it hangs")
        self.assertEqual(answer.status, 503, answer.body)
        self.assertEqual(answer.json["status"], "unavailable")
        self.assertFalse(self.checks_of(self.server)["database"]["ok"])
        self.assertEqual(self.server.get("/healthz").status, 200)

        self.postgresql.go_on()
        self.wait_until_ready(self.server)
        self.assertEqual(self.deliver("while it hangs").status, 202)
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def start_again(self) -> None:
        if self.postgresql.process is None:
            self.postgresql.start()

    def deliver(self, commit: str):
        body = encode(event(change(commit), repository=99))
        headers = {"X_Event_Key": "repo:refs_changed", "X_Hub_Signature": signature(body, SECRET)}
        return self.server.post("/webhooks/bitbucket", body, **headers)


if __name__ == "__main__":
    unittest.main()
