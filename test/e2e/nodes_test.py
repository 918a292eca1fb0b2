#!/usr/bin/env python3
"""Several equal servers on one PostgreSQL database."""
from __future__ import annotations

import unittest

from support.baryon import Server
from support.bundles import environment
from support.nodes import NodesCase
from support.waiting import eventually

WORKERS = 2 + 1 + 1  # of the three nodes


def finished_by(server: Server) -> int:
    return server.log.count("sync finished")


class NodesTest(NodesCase):
    def test_three_nodes_share_the_work(self) -> None:
        one_worker = {"workers": {"count": 1}}
        others = [self.serve_from(self.node(name, one_worker)) for name in ("two", "three")]
        repositories = [self.repository(f"Infra {number}") for number in range(WORKERS)]
        self.fault("/archive", delay_ms=15_000, times=WORKERS)  # so that all of them are needed at once
        commits = [r.push(environment(f"network-{r.id}")) for r in repositories]
        eventually("all workers are busy", lambda: [s["state"] for s in self.syncs()].count("running") == WORKERS)
        for commit in commits:
            self.succeeded(commit)
        for repository in repositories:
            self.assertEqual(self.baryon.versions(f"network-{repository.id}"), ["1.0"])
        done = [finished_by(server) for server in (self.server, *others)]
        self.assertEqual(sum(done), WORKERS, done)
        self.assertGreater(min(done), 0, done)

    def test_work_of_a_killed_node_is_done_by_the_others(self) -> None:
        repository = self.repository()
        self.fault("/archive", delay_ms=60_000, times=1)
        commit = repository.push(environment("network"))
        self.sync_in("running", commit)
        other = self.serve_from(self.node("two"))
        self.server.kill()
        self.server = other
        # What a minute would do.
        self.ask("UPDATE queue SET lease_until = 0 WHERE state = 'running'")
        self.assertEqual(self.sync_of(commit)["state"], "succeeded")
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(finished_by(other), 1)

    def test_nodes_end_up_with_the_same_keys(self) -> None:
        second = self.node("two")
        self.serve_from(second)
        names = ("store-key", "page-token-key", "api-access-key")
        for name in names:
            one = self.baryon.folder / "baryon-data" / name
            two = second.folder / "baryon-data" / name
            self.assertEqual(one.read_text(), two.read_text(), name)
            self.assertEqual(two.stat().st_mode & 0o777, 0o600)

    def test_node_with_another_key_is_refused(self) -> None:
        second = self.node("two")
        data = second.folder / "baryon-data"
        data.mkdir(mode=0o700)
        (data / "store-key").write_text("ab" * 32 + "\n")
        done = second.run("templates", expect=2)
        self.assertIn("store key", done.err)
        self.assertIn("move the file away", done.err)

    def test_bundle_stored_by_one_node_is_read_by_another(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.node("two").run("pull", "network@1.0", "-o", str(self.folder / "pulled"))
        self.assertTrue(any((self.folder / "pulled").rglob("*")))

    def test_reconcile_that_an_event_asks_for_runs_although_the_node_with_the_timers_is_gone(self) -> None:
        repository = self.repository()
        other = self.serve_from(self.node("two"))
        self.server.kill()
        self.server = other
        for project in list(self._webhooks):
            self._point_webhook_to(project, other)
        self.succeeded(repository.push(environment("network")))
        eventually("the timers have moved", lambda: self.ask(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1111577172 AND granted") == "1")

if __name__ == "__main__":
    unittest.main()
