#!/usr/bin/env python3
"""What was acknowledged survives whatever happens to the process, and nothing is done twice."""
from __future__ import annotations

import json
import random
import threading
import time
import unittest

from support.bundles import environment, service
from support.case import ServiceCase
from support.repository import Repository
from support.waiting import eventually

ROUNDS = 10
REPOSITORIES = 3
PUSHES = 4


class KillTest(ServiceCase):
    """Killed under load again and again: the instant is chosen at random, the result is not."""

    def test_every_acknowledged_push_is_synced_once_however_often_the_process_is_killed(self) -> None:
        chosen = random.Random(18)
        repositories = [self.repository(f"Infra {number}") for number in range(REPOSITORIES)]
        states = {f"network-{r.id}": 0 for r in repositories}
        acknowledged: set[str] = set()
        for _ in range(ROUNDS):
            self.stand_in.control("DELETE", "webhook_calls")
            pushers = [threading.Thread(target=self.push_some, args=(r, states)) for r in repositories]
            for pusher in pushers:
                pusher.start()
            self.wait_for_one_acknowledged()
            time.sleep(chosen.uniform(0, 0.25))  # the instant of the power cut; nothing waits for it
            self.server.kill()
            for pusher in pushers:
                pusher.join()
            calls = self.stand_in.wait_for_calls(REPOSITORIES * PUSHES)
            acknowledged |= {_commit_of(call) for call in calls if call["status"] == 202}
            self.serve()
        self.assertGreater(len(acknowledged), ROUNDS)
        for repository in repositories:  # a last push that is surely heard
            self.push_state(repository, states)
        final = [r.tree.git("rev-parse", "HEAD") for r in repositories]
        for commit in final:
            self.sync_of(commit)
        syncs = self.wait_until_idle()

        known = [sync["commit"] for sync in syncs]
        self.assertEqual(len(known), len(set(known)), "one sync for each commit")
        self.assertEqual(acknowledged - set(known), set(), "acknowledged, but not there")
        for sync in syncs:
            self.assertIn(sync["state"], ("succeeded", "superseded"), sync)
        self.assert_versions_are_whole(syncs, repositories, final)

    def assert_versions_are_whole(self, syncs: list, repositories: list[Repository], final: list[str]) -> None:
        succeeded = {sync["commit"] for sync in syncs if sync["state"] == "succeeded"}
        for repository, commit in zip(repositories, final, strict=True):
            versions = self.baryon.json("versions", f"network-{repository.id}")
            self.assertEqual([v["version"] for v in versions], [f"1.{minor}" for minor in range(len(versions))])
            digests = [v["digest"] for v in versions]
            self.assertEqual(len(digests), len(set(digests)), "every state was pushed once, so no digest comes twice")
            commits = [v["commit"] for v in versions]
            of_repository = {sync["commit"] for sync in syncs if sync["repository"] == repository.path}
            self.assertLessEqual(of_repository & succeeded, set(commits), "succeeded, but not registered")
            self.assertLessEqual(set(commits), of_repository)
            self.assertEqual(commits[-1], commit)
            for version in versions:
                self.baryon.run("show", f"network-{repository.id}@{version['version']}")  # its bundle is readable

    def push_some(self, repository: Repository, states: dict[str, int]) -> None:
        for _ in range(PUSHES):
            self.push_state(repository, states)

    def push_state(self, repository: Repository, states: dict[str, int]) -> None:
        name = f"network-{repository.id}"
        states[name] += 1
        repository.push(environment(name, marker=f"state {states[name]}"))

    def wait_for_one_acknowledged(self) -> None:
        eventually(
            "a push is acknowledged",
            lambda: self.stand_in.control("GET", "webhook_calls"),
            lambda calls: any(call["status"] == 202 for call in calls),
        )


class RestartTest(ServiceCase):
    def test_process_killed_while_it_syncs_finishes_after_the_restart(self) -> None:
        repository = self.repository()
        self.fault("/archive", delay_ms=60_000, times=1)
        commit = repository.push(environment("network"), service("web"))
        self.sync_in("running", commit)
        eventually("the archive is asked for", lambda: self.asked("/archive"))
        self.server.kill()
        self.serve()
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.baryon.versions("web"), ["1.0"])

    def test_terminated_process_finishes_what_it_runs(self) -> None:
        repository = self.repository()
        self.fault("/archive", delay_ms=3000, times=1)
        commit = repository.push(environment("network"))
        eventually("the archive is asked for", lambda: self.asked("/archive"))
        self.assertEqual(self.server.stop(), 0)
        state = self.baryon.json("syncs")[0]["state"]
        self.assertIn(state, ("succeeded", "queued"))
        self.serve()
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_terminated_process_hands_back_what_takes_too_long(self) -> None:
        repository = self.repository()
        self.fault("/archive", delay_ms=240_000, times=1)
        commit = repository.push(environment("network"))
        eventually("the archive is asked for", lambda: self.asked("/archive"))
        began = time.monotonic()
        self.assertEqual(self.server.stop(), 0)
        self.assertLess(time.monotonic() - began, 45, "drains for up to 30 s")
        sync = self.baryon.json("syncs")[0]
        self.assertEqual((sync["state"], sync["attempts"]), ("queued", 0), sync)
        self.serve()
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_push_that_waits_for_a_retry_is_kept_over_a_restart(self) -> None:
        self.fault("/archive", status=503, times=1)
        commit = self.repository().push(environment("network"))
        self.sync_in("retryable", commit)
        self.server.kill()
        self.serve()
        self.succeeded(commit)

    def test_nothing_is_left_in_the_spool(self) -> None:
        repository = self.repository()
        self.fault("/archive", cut_body_after=100, times=1)
        self.succeeded(repository.push(environment("network")))
        self.assertEqual([path for path in (self.baryon.data / "spool").rglob("*") if path.is_file()], [])


def _commit_of(call: dict) -> str:
    return json.loads(call["body"])["changes"][0]["toHash"]


if __name__ == "__main__":
    unittest.main()
