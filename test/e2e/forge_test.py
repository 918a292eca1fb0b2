#!/usr/bin/env python3
"""A Bitbucket that misbehaves: whatever it answers, the pushed content gets registered in the end."""
from __future__ import annotations

import unittest

from support.bundles import environment
from support.case import ServiceCase
from support.receiving import event
from support.stand_in import TOKEN
from support.waiting import eventually
from support.web import encode, signature

ARCHIVE = "/archive"


class FaultTest(ServiceCase):
    """One fault at a time, then all is well."""

    def assert_heals(self, match: str = ARCHIVE, times: int = 1, **effects: object) -> dict:
        self.fault(match, times=times, **effects)
        sync = self.succeeded(self.repository().push(environment("network")))
        self.assertEqual(self.stand_in.control("GET", "faults"), [], "the fault never struck")
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        return sync

    def test_errors_of_the_server_are_tried_again(self) -> None:
        for status in (500, 502, 503):
            with self.subTest(status):
                self.fault(ARCHIVE, times=1, status=status)
                sync = self.succeeded(self.repository(f"Infra {status}").push(environment(f"network-{status}")))
                self.assertEqual(sync["attempts"], 2)

    def test_retry_after_is_honoured(self) -> None:
        self.assert_heals(status=429, retry_after=3)
        first, second = self.asked(ARCHIVE)
        self.assertGreaterEqual(second["time"] - first["time"], 3)

    def test_retry_after_of_an_overloaded_server_is_honoured(self) -> None:
        self.assert_heals(status=503, retry_after=3)
        first, second = self.asked(ARCHIVE)
        self.assertGreaterEqual(second["time"] - first["time"], 3)

    def test_rate_limit_without_retry_after_is_tried_again(self) -> None:
        self.assert_heals(status=429)

    def test_body_that_is_cut_off_is_fetched_again(self) -> None:
        self.assert_heals(cut_body_after=100)

    def test_archive_that_ends_early_is_fetched_again(self) -> None:
        self.assert_heals(cut_gzip_after=200)

    def test_empty_archive_is_fetched_again(self) -> None:
        self.assert_heals(cut_gzip_after=0)

    def test_login_page_in_place_of_the_archive_is_no_archive(self) -> None:
        self.assert_heals(html_login=True)

    def test_login_page_in_place_of_json_is_no_answer(self) -> None:
        self.assert_heals("/default-branch|/branches", html_login=True)

    def test_garbage_is_fetched_again(self) -> None:
        self.assert_heals(garbage=True)

    def test_slow_archive_is_waited_for(self) -> None:
        sync = self.assert_heals(delay_ms=1500, trickle=500)
        self.assertEqual(sync["attempts"], 1)

    def test_archive_of_another_commit_is_not_registered_as_this_one(self) -> None:
        repository = self.repository()
        first = repository.push(environment("network", marker="first"))
        self.succeeded(first)
        self.fault(ARCHIVE, times=1, wrong_commit=first)
        second = repository.push(environment("network", marker="second"))
        sync = self.succeeded(second)
        self.assertEqual(sync["attempts"], 2)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.baryon.run("pull", "network@1.1", "-o", str(self.folder / "pulled"))
        self.assertIn("second", (self.folder / "pulled/schema/schema.yaml").read_text())

    def test_failing_build_status_changes_nothing(self) -> None:
        self.fault("/builds", status=500)
        self.succeeded(self.repository().push(environment("network")))
        self.server.wait_for_log("build status not reported")


class LastingFaultTest(ServiceCase):
    settings = {"workers": {"max_attempts": 2}}

    def test_sync_that_fails_for_good_is_kept_with_its_reason(self) -> None:
        repository = self.repository()
        self.fault(ARCHIVE, status=500)
        commit = repository.push(environment("network"))
        sync = self.sync_of(commit)
        self.assertEqual((sync["state"], sync["attempts"]), ("dead", 2), sync)
        self.assertIn("500", sync["reason"])
        self.assertIn("500", self.baryon.run("explain", commit).out)
        self.clear_faults()
        self.succeeded(repository.push({"README.md": "again"}))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_dead_sync_is_run_again_by_hand(self) -> None:
        repository = self.repository()
        self.fault(ARCHIVE, status=500)
        commit = repository.push(environment("network"))
        dead = self.sync_in("dead", commit)
        self.clear_faults()
        retried = self.baryon.json("retry", dead["delivery"])
        self.assertEqual([(r["sync"], r["state_before"], r["queued"]) for r in retried], [(dead["id"], "dead", True)])
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertIn("queued again", self.baryon.run("retry", dead["id"]).out)
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.baryon.run("retry", "0" * 26, expect=1)
        self.baryon.run("retry", "PLAT/infra", expect=2)

    def test_failing_repository_does_not_hold_up_others(self) -> None:
        bad, good = self.repository("Bad"), self.repository("Good")
        self.fault(f"/repos/{bad.slug}/archive", status=503, retry_after=3600)
        commit = bad.push(environment("stuck"))
        self.sync_in("retryable", commit)
        self.succeeded(good.push(environment("network")))
        self.assertEqual(self.syncs(commit)[0]["state"], "retryable")


class TokenTest(ServiceCase):
    settings = {"bitbucket": {"token": "not the token"}, "workers": {"max_attempts": 2}}

    def test_refused_token_waits_for_somebody_and_says_for_what(self) -> None:
        commit = self.repository().push(environment("network"))
        sync = eventually(
            "a third attempt", lambda: self.syncs(commit)[:1], lambda s: s and len(self.asked("/repos/")) >= 3
        )[0]
        self.assertIn(sync["state"], ("retryable", "running"), "waiting for a token uses no attempts up")
        self.assertIn("bitbucket.token", self.sync_in("retryable", commit)["hint"])
        self.assertIn("bitbucket.token", self.baryon.run("explain", commit).out)
        self.assertNotIn("not the token", self.server.log)
        self.server.stop()
        self.baryon.configure({"bitbucket": {"token": TOKEN}})
        self.serve()
        self.succeeded(commit)


class MissingTokenTest(ServiceCase):
    settings = {"bitbucket": {"token": ""}}

    def test_missing_token_is_named(self) -> None:
        commit = self.repository().push(environment("network"))
        self.assertIn("bitbucket.token", self.sync_in("retryable", commit)["hint"])


class AbsentTest(ServiceCase):
    def test_bitbucket_that_is_down_is_waited_for(self) -> None:
        repository = self.repository()
        self.fault("/projects/", drop_webhooks=True, times=1)
        commit = repository.push(environment("network"))
        told = event(project=repository.project, slug=repository.slug, repository=repository.id)
        told["changes"] = [_added(commit)]
        self.stand_in.stop()
        body = encode(told)
        headers = {"X_Event_Key": "repo:refs_changed", "X_Hub_Signature": signature(body)}
        self.assertEqual(self.server.post("/webhooks/bitbucket", body, **headers).status, 202)
        self.sync_in("retryable", commit)
        self.stand_in = self.start_stand_in("--port", str(self.stand_in.port))
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])


def _added(commit: str) -> dict:
    ref = {"id": "refs/heads/main", "displayId": "main", "type": "BRANCH"}
    return {"ref": ref, "refId": ref["id"], "fromHash": "0" * 40, "toHash": commit, "type": "ADD"}


if __name__ == "__main__":
    unittest.main()
