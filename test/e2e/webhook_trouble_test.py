#!/usr/bin/env python3
"""Webhooks that get lost, come twice, late or in disorder."""
from __future__ import annotations

import unittest

from support.bundles import environment
from support.case import ServiceCase
from support.receiving import event
from support.waiting import eventually
from support.web import encode, signature


class WebhookTroubleTest(ServiceCase):
    def test_event_without_changes_heals_what_was_lost(self) -> None:
        repository = self.repository()
        self.fault("/projects/", drop_webhooks=True, times=1)
        commit = repository.push(environment("network"))
        self.assertEqual(self.deliveries(), [])
        body = encode(event(project=repository.project, slug=repository.slug, repository=repository.id))
        headers = {"X_Event_Key": "repo:refs_changed", "X_Hub_Signature": signature(body)}
        answer = self.server.post("/webhooks/bitbucket", body, **headers)
        self.assertEqual((answer.status, answer.json["status"]), (200, "ignored"))
        eventually("the lost push is found", lambda: self.syncs(commit))
        self.succeeded(commit)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_lost_push_does_not_matter_once_the_next_one_arrives(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        self.fault("/projects/", drop_webhooks=True, times=1)
        repository.push(environment("network", marker="lost"))
        self.succeeded(repository.push(environment("network", marker="heard")))
        self.wait_until_idle()
        newest = self.baryon.json("show", "network")
        self.assertIn("heard", newest["schema"])

    def test_call_that_comes_twice_is_synced_once(self) -> None:
        repository = self.repository()
        self.fault("/projects/", duplicate=True)
        commit = repository.push(environment("network"))
        self.succeeded(commit)
        deliveries = self.deliveries_once(2)
        self.assertEqual(sorted(d["status"] for d in deliveries), ["accepted", "duplicate"])
        self.assertEqual(len(self.syncs()), 1)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_older_push_that_is_announced_later_does_not_win(self) -> None:
        repository = self.repository()
        self.fault("/projects/", reverse_order=True, times=1)
        older = repository.push(environment("network", marker="older"))
        newer = repository.push(environment("network", marker="newer"))
        self.deliveries_once(2)
        self.succeeded(newer)
        self.assertEqual(self.sync_of(older)["state"], "superseded")
        self.assertIn(newer[:7], self.sync_of(older)["reason"])
        self.assert_newest_is(newer, "newer")

    def test_disorder_among_many_pushes_ends_with_the_newest_content(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network", marker="state 0")))
        for number in range(1, 9):
            if number % 2:
                self.fault("/projects/", reverse_order=True, times=1)
            newest = repository.push(environment("network", marker=f"state {number}"))
        self.deliveries_once(9)
        self.succeeded(newest)
        self.wait_until_idle()
        self.assert_newest_is(newest, "state 8")

    def test_late_call_about_a_branch_that_was_put_back_does_not_win(self) -> None:
        """A, B, then back to A by force; the call about B comes last."""
        repository = self.repository()
        first = repository.push(environment("network", marker="A"))
        self.succeeded(first)
        self.fault("/projects/", reverse_order=True, times=1)
        second = repository.push(environment("network", marker="B"))
        repository.tree.git("reset", "--quiet", "--hard", first)
        repository.tree.push("+main")
        self.deliveries_once(3)
        self.assertEqual(self.sync_of(second)["state"], "superseded")
        self.wait_until_idle()
        self.assert_newest_is(first, "A")

    def test_calls_that_are_not_signed_rightly_change_nothing(self) -> None:
        repository = self.repository()
        self.fault("/projects/", wrong_signature=True, times=1)
        self.fault("/projects/", unsigned=True, times=1)
        repository.push(environment("network", marker="one"))
        repository.push(environment("network", marker="two"))
        calls = self.stand_in.wait_for_calls(2)
        self.assertEqual([call["status"] for call in calls], [401, 401])
        self.assertEqual(self.deliveries(), [])
        self.assertEqual(self.syncs(), [])

    def assert_newest_is(self, commit: str, marker: str) -> None:
        newest = self.baryon.json("show", "network")
        self.assertEqual(newest["commit"], commit)
        self.assertIn(f'"{marker}"', newest["schema"])


if __name__ == "__main__":
    unittest.main()
