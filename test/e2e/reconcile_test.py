#!/usr/bin/env python3
"""Pushes that no webhook announced: found by comparing branches with Bitbucket, each once."""
from __future__ import annotations

import unittest
from typing import Any

from support.bundles import environment
from support.case import ServiceCase
from support.stand_in import SECRET
from support.waiting import eventually
from support.web import request

OPERATOR = "the-operators-token"


class ReconcileCase(ServiceCase):
    def drop_webhooks(self) -> None:
        self.fault("", drop_webhooks=True)

    def ledger(self, query: str = "") -> list[dict[str, Any]]:
        answer = self.server.get(f"/api/v1/ledger{query}")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["refs"]

    def entry(self, repository_id: int, ref: str = "refs/heads/main") -> dict[str, Any] | None:
        found = [e for e in self.ledger() if e["repository_id"] == repository_id and e["ref"] == ref]
        return found[0] if found else None

    def in_step(self, repository_id: int, commit: str, ref: str = "refs/heads/main") -> dict[str, Any]:
        """The ledger's entry, once this commit is synced and nothing is left to catch up on."""
        return eventually(
            f"{commit[:7]} is synced",
            lambda: self.entry(repository_id, ref),
            lambda e: e and e["state"] == "in_step" and e["synced"]["commit"] == commit,
        )

    def gaps_metric(self) -> str:
        lines = self.server.get("/metrics").body.decode().splitlines()
        return next(line.split()[1] for line in lines if line.startswith("baryon_ref_gaps "))


class PollingTest(ReconcileCase):
    """Every webhook is dropped."""

    settings = {"bitbucket": {"poll_interval": "1s"}}

    def setUp(self) -> None:
        super().setUp()
        self.drop_webhooks()

    def test_every_push_is_found_and_synced_once(self) -> None:
        repositories = [self.repository(name) for name in ("One", "Two", "Three")]
        for number, repository in enumerate(repositories):
            for marker in ("first", "second"):
                commit = repository.push(environment(f"network-{number}", marker=marker))
                entry = self.in_step(repository.id, commit)
                self.assertIsNone(entry["announced"])
                self.assertEqual(entry["seen"]["commit"], commit)
                self.assertTrue(entry["unannounced"])
                self.assertIn("no webhook", entry["reason"])
                self.assertEqual(entry["move"], "made" if marker == "first" else "forward")
        for number in range(len(repositories)):
            self.assertEqual(self.baryon.versions(f"network-{number}"), ["1.0", "1.1"])
        syncs = self.wait_until_idle()
        self.assertEqual(len(syncs), 6, syncs)
        self.assertEqual({sync["attempts"] for sync in syncs}, {1})
        self.assertEqual(self.deliveries(), [])
        self.assertEqual(self.ledger("?gaps=true"), [])
        self.assertEqual(self.gaps_metric(), "0")

    def test_unchanged_repositories_cost_one_call_each(self) -> None:
        repository = self.repository()
        self.in_step(repository.id, repository.push(environment("network")))
        self.stand_in.control("DELETE", "requests")
        eventually("three more comparisons", lambda: self.asked("/branches"), lambda calls: len(calls) >= 3)
        calls = [entry["path"].split("?")[0].rsplit("/", 1)[1] for entry in self.asked("/rest/api")]
        self.assertEqual(set(calls), {"repos", "branches"}, calls)
        self.assertLessEqual(abs(calls.count("repos") - calls.count("branches")), 1)

    def test_renamed_and_moved_repository_keeps_its_history(self) -> None:
        repository = self.repository("Infra")
        self.in_step(repository.id, repository.push(environment("network", marker="first")))
        repository.rename(name="Base")
        newcomer = self.repository("Infra")
        renamed = self.in_step(repository.id, repository.push(environment("network", marker="second")))
        self.assertEqual(renamed["repository"], "PLAT/base")
        repository.rename(project="SHOP")
        moved = self.in_step(repository.id, repository.push(environment("network", marker="third")))
        self.assertEqual(moved["repository"], "SHOP/base")
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "1.2"])
        self.in_step(newcomer.id, newcomer.push(environment("other")))
        self.assertEqual(self.baryon.json("show", "other")["repository"], "PLAT/infra")
        self.assertEqual(len([e for e in self.ledger() if e["repository_id"] == repository.id]), 1)

    def test_waiting_sync_follows_a_rename(self) -> None:
        repository = self.repository("Infra")
        self.fault("/archive", status=503, times=2)
        commit = repository.push(environment("network"))
        self.sync_in("retryable", commit)
        repository.rename(name="Base")
        self.in_step(repository.id, commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_archived_repository_is_synced_and_then_left_alone(self) -> None:
        repository = self.repository()
        self.fault("/branches", status=503, times=1)
        commit = repository.push(environment("network"))
        self.stand_in.control("POST", f"repositories/{repository.path}/archive", {"archived": True})
        self.in_step(repository.id, commit)
        self.wait_for_rounds(2)
        self.stand_in.control("DELETE", "requests")
        self.wait_for_rounds(2)
        self.assertEqual(self.asked("/branches"), [])

    def test_deleted_repository_is_told_as_missing(self) -> None:
        repository = self.repository()
        self.in_step(repository.id, repository.push(environment("network")))
        self.stand_in.control("DELETE", f"repositories/{repository.path}")
        entry = eventually("it is missing", lambda: self.entry(repository.id), lambda e: e["state"] == "missing")
        self.assertIn("has not listed", entry["reason"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_stopping_ends_a_round_under_way_at_once(self) -> None:
        repository = self.repository()
        self.fault("/branches", delay_ms=600_000)
        repository.push(environment("network"))
        eventually("branches are asked for", lambda: self.asked("/branches"))
        self.assertEqual(self.server.stop(), 0)

    def wait_for_rounds(self, count: int) -> None:
        seen = len(self.asked("/rest/api/latest/repos?"))
        eventually(
            "more rounds", lambda: self.asked("/rest/api/latest/repos?"), lambda calls: len(calls) >= seen + count
        )


class PollingBranchesTest(ReconcileCase):
    settings = {"bitbucket": {"poll_interval": "1s", "branches": ["main", "release/*"]}}

    def setUp(self) -> None:
        super().setUp()
        self.drop_webhooks()

    def test_deleted_branch_and_force_push_are_told_apart(self) -> None:
        repository = self.repository()
        first = repository.push(environment("network", marker="first"))
        self.in_step(repository.id, first)
        release = repository.push(environment("network", marker="release"), to="release/1")
        self.in_step(repository.id, release, "refs/heads/release/1")

        repository.tree.push(":refs/heads/release/1")
        gone = eventually(
            "the branch is gone",
            lambda: self.entry(repository.id, "refs/heads/release/1"),
            lambda e: e["state"] == "deleted",
        )
        self.assertEqual((gone["tip"], gone["move"], gone["gap"]), (None, "gone", False))
        self.assertEqual(gone["synced"]["commit"], release)

        repository.tree.git("reset", "--quiet", "--hard", first)
        repository.write(environment("network", marker="rewritten"))
        repository.tree.git("commit", "--quiet", "--all", "--amend", "--message", "Rewrite")
        repository.tree.push("+main")
        forced = self.in_step(repository.id, repository.tree.git("rev-parse", "HEAD"))
        self.assertEqual(forced["move"], "forced")

        again = repository.push(environment("network", marker="again"), to="release/1")
        back = self.in_step(repository.id, again, "refs/heads/release/1")
        self.assertEqual(back["move"], "made")
        self.assertEqual(len(self.baryon.versions("network")), 4)

    def test_branch_put_back_to_an_older_commit_is_synced_again(self) -> None:
        repository = self.repository()
        first = repository.push(environment("network", marker="A"))
        self.in_step(repository.id, first)
        self.in_step(repository.id, repository.push(environment("network", marker="B")))
        repository.tree.git("reset", "--quiet", "--hard", first)
        repository.tree.push("+main")
        self.assertEqual(self.in_step(repository.id, first)["move"], "forced")
        versions = eventually("a third version", lambda: self.baryon.json("versions", "network"), lambda v: len(v) == 3)
        self.assertEqual(versions[0]["digest"], versions[2]["digest"])


class PagesTest(ReconcileCase):
    settings = {"bitbucket": {"poll_interval": "1s"}}
    stand_in_options = ("--page-limit", "3")

    def test_all_pages_of_the_list_are_taken(self) -> None:
        self.drop_webhooks()
        repositories = [self.repository(f"Infra {number}") for number in range(10)]
        for repository in repositories[2:5]:
            self.stand_in.control("POST", f"repositories/{repository.path}/archive", {"archived": True})
        pushed = {r.id: r.push(environment(f"network-{r.id}")) for r in repositories[:2] + repositories[5:]}
        for repository_id, commit in pushed.items():
            self.in_step(repository_id, commit)


class LimitedRateTest(ReconcileCase):
    settings = {"bitbucket": {"poll_interval": "1s"}}

    def test_round_that_is_asked_to_slow_down_still_finds_every_push(self) -> None:
        self.drop_webhooks()
        repositories = [self.repository(f"Infra {number}") for number in range(6)]
        self.fault("/branches", status=429, retry_after=1, times=10)
        self.fault("/repos[?]", status=429, retry_after=1, times=2)
        for repository in repositories:
            self.in_step(repository.id, repository.push(environment(f"network-{repository.id}")))
        self.assertNotIn("reconcile failed", self.server.log)

    def test_one_repository_that_fails_does_not_stop_the_others(self) -> None:
        self.drop_webhooks()
        broken, well = self.repository("Broken"), self.repository("Well")
        self.fault("/repos/broken/branches", status=500)
        lost = broken.push(environment("broken"))
        self.in_step(well.id, well.push(environment("network")))
        self.server.wait_for_log("reconcile failed")
        self.clear_faults()
        self.drop_webhooks()
        self.in_step(broken.id, lost)


class WebhooksInFlightTest(ReconcileCase):
    settings = {"bitbucket": {"poll_interval": "1s", "branches": ["**"]}}

    def test_late_and_repeated_webhooks_double_nothing(self) -> None:
        repository = self.repository()
        self.fault("", delay_webhook_ms=1500, duplicate=True)
        commits = [repository.push(environment("network", marker=str(number))) for number in range(4)]
        self.in_step(repository.id, commits[-1])
        self.deliveries_once(8)
        entry = eventually(
            "the webhook is known", lambda: self.entry(repository.id), lambda e: not e["unannounced"] and not e["gap"]
        )
        self.assertEqual(entry["announced"]["commit"], commits[-1])
        self.wait_until_idle()
        digests = [version["digest"] for version in self.baryon.json("versions", "network")]
        self.assertEqual(len(digests), len(set(digests)), "no content is registered twice")
        self.assertEqual(self.baryon.json("show", "network")["commit"], commits[-1])


class OnDemandTest(ReconcileCase):
    """No schedule."""

    settings = {
        "bitbucket": {"poll_interval": "0s"},
        "server": {"max_body": "20KiB"},
        "auth": {"tokens": [{"name": "ops", "secret": OPERATOR, "role": "operator"}]},
    }

    def test_command_finds_what_was_missed(self) -> None:
        self.drop_webhooks()
        repository, other = self.repository(), self.repository("Other")
        commit = repository.push(environment("network"))
        found = self.baryon.json("reconcile", repository.path)
        self.assertEqual(found["compared"], 1)
        self.assertEqual([(d["commit"], d["move"], d["queued"]) for d in found["differences"]], [(commit, "made", True)])
        self.in_step(repository.id, commit)
        second = other.push(environment("other"))
        text = self.baryon.run("reconcile").out
        self.assertIn(second[:7], text)
        self.assertIn("2 repositories compared, 1 ref differs", text)
        self.in_step(other.id, second)
        self.assertIn("0 refs differ", self.baryon.run("reconcile").out)
        self.baryon.run("reconcile", "PLAT/none", expect=1)
        self.baryon.run("reconcile", "noslash", expect=2)

    def test_ledger_command_tells_gaps_and_their_cause(self) -> None:
        self.assertIn("No refs", self.baryon.run("ledger").out)
        repository = self.repository()
        self.fault("/archive", status=500)
        commit = repository.push(environment("network"))
        self.sync_in("retryable", commit)
        gaps = self.baryon.json("ledger", "--gaps", "--repo", repository.path)
        self.assertEqual([(g["tip"], g["state"], g["gap"]) for g in gaps], [(commit, "retrying", True)])
        self.assertEqual(gaps[0]["announced"]["commit"], commit)
        self.assertIn("cannot serve", gaps[0]["reason"])
        self.assertEqual(self.gaps_metric(), "1")
        text = self.baryon.run("ledger").out
        for word in (repository.path, commit[:7], "retrying", gaps[0]["reason"]):
            self.assertIn(word, text)
        page = self.server.get("/ledger").body.decode()
        self.assertIn("retrying", page)
        self.assertIn(commit[:7], page)
        self.clear_faults()
        self.in_step(repository.id, commit)
        self.assertEqual(self.baryon.json("ledger", "--gaps"), [])
        self.assertIn("No gaps", self.baryon.run("ledger", "--gaps").out)
        self.assertEqual(self.gaps_metric(), "0")
        self.baryon.run("ledger", "--repo", "noslash", expect=2)

    def test_api_has_all_or_one_compared(self) -> None:
        self.drop_webhooks()
        repository = self.repository()
        path, token = "/api/v1/reconcile", f"Bearer {OPERATOR}"
        self.assertEqual(self.server.post(path, b"").status, 401)
        self.assertEqual(self.server.post(f"{path}?repo=PLAT/none", b"", Authorization=token).status, 404)
        first = repository.push(environment("network"))
        self.assertEqual(self.server.post(path, b"", Authorization=token).json, {"requested": "all"})
        self.in_step(repository.id, first)
        second = repository.push(environment("network", marker="second"))
        answer = self.server.post(f"{path}?repo={repository.path}", b"", Authorization=token)
        self.assertEqual(answer.json, {"requested": repository.path})
        self.in_step(repository.id, second)

    def test_event_that_is_too_large_has_all_compared_once(self) -> None:
        repository = self.repository()
        repository.push(environment("unrelated"))
        self.deliveries_once(1)
        self.drop_webhooks()
        commit = repository.push(environment("network"))
        url = self.server.url + "/webhooks/bitbucket"
        large = b"x" * 30_000
        self.assertEqual(request(url, "POST", large, {"X-Event-Key": "repo:refs_changed"}).status, 413)
        headers = {"X-Event-Key": "repo:refs_changed", "X-Hub-Signature": "sha256=" + "0" * 64}
        for chunked in (False, True, False):
            self.assertEqual(request(url, "POST", large, headers, chunked).status, 413)
        self.in_step(repository.id, commit)
        self.server.wait_for_log("delivery too large")
        self.assertEqual(self.server.log.count("delivery too large"), 1)
        self.assertEqual(len(self.asked("/rest/api/latest/repos?")), 1)

    def test_empty_event_has_the_repository_compared(self) -> None:
        repository = self.repository()
        self.in_step(repository.id, repository.push(environment("network")))
        self.drop_webhooks()
        commit = repository.push(environment("network", marker="second"))
        self.deliver_empty(repository)
        self.in_step(repository.id, commit)

    def deliver_empty(self, repository: Any) -> None:
        from support.receiving import REFS_CHANGED, event
        from support.web import encode, signature

        body = encode(event(project=repository.project, slug=repository.slug, repository=repository.id))
        headers = {"X-Event-Key": REFS_CHANGED, "X-Hub-Signature": signature(body, SECRET)}
        answer = request(self.server.url + "/webhooks/bitbucket", "POST", body, headers)
        self.assertEqual((answer.status, answer.json["status"]), (200, "ignored"))


class StartTest(ReconcileCase):
    serves = False

    def test_start_finds_what_was_pushed_while_the_server_was_down(self) -> None:
        self.serve()
        repository = self.repository()
        self.in_step(repository.id, repository.push(environment("network")))
        self.server.stop()
        commit = repository.push(environment("network", marker="second"))
        self.serve()
        entry = self.in_step(repository.id, commit)
        self.assertNotEqual(entry["announced"]["commit"], commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])


if __name__ == "__main__":
    unittest.main()
