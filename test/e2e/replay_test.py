#!/usr/bin/env python3
"""What today's rules make of deliveries that came in under others."""
from __future__ import annotations

import unittest

from support.bundles import environment
from support.case import ServiceCase


class ReplayTest(ServiceCase):
    settings = {"bitbucket": {"branches": ["main"]}}

    def setUp(self) -> None:
        super().setUp()
        self.source = self.repository()
        self.succeeded(self.source.push(environment("network")))
        self.older = self.source.push(environment("cluster"), to="release/1")
        self.newer = self.source.push({"README.md": "more"}, to="release/1")
        self.deliveries_once(3)

    def allow_releases(self) -> None:
        self.baryon.configure({"bitbucket": {"branches": ["main", "release/*"]}})

    def replayed(self, *options: str) -> dict[str, str]:
        """What is decided now, by commit."""
        report = self.baryon.json("replay", "--since", "1h", *options)
        return {change["commit"]: change["now"]["decision"] for change in report["changes"]}

    def test_dry_run_shows_that_an_ignored_push_would_be_accepted_now(self) -> None:
        self.assertEqual(self.replayed("--dry-run")[self.newer], "ignored")
        self.allow_releases()
        decisions = self.replayed("--dry-run")
        self.assertEqual((decisions[self.older], decisions[self.newer]), ("superseded", "queued"))
        told = self.baryon.run("replay", "--since", "1h", "--repo", "PLAT/infra-templates", "--dry-run").out
        self.assertIn("release/1", told)
        self.assertIn("1 would be synced", told)
        self.assertEqual(self.syncs(self.newer), [])

    def test_replay_syncs_what_is_admitted_now(self) -> None:
        self.allow_releases()
        self.server.stop()
        self.assertEqual(self.replayed()[self.newer], "queued")
        self.assertEqual(self.replayed()[self.newer], "duplicate")
        self.serve()
        self.succeeded(self.newer)
        self.assertEqual(self.baryon.versions("cluster"), ["1.0"])
        self.assertEqual(self.syncs(self.older), [])
        self.assertIn("queued by a replay", self.baryon.run("explain", self.newer).out)

    def test_branch_that_moved_on_unseen_is_asked_for(self) -> None:
        self.allow_releases()
        self.server.stop()
        head = self.source.push({"README.md": "yet more"}, to="release/1")
        self.assertEqual(self.replayed()[self.newer], "queued")
        self.serve()
        self.succeeded(head)
        self.sync_in("superseded", self.newer)

    def test_wrong_use_is_told(self) -> None:
        self.assertIn("--since", self.baryon.run("replay", expect=2).err)
        self.assertIn("24h", self.baryon.run("replay", "--since", "yesterday", "--dry-run", expect=2).err)
        self.assertIn("PROJECT/", self.baryon.run("replay", "--since", "1h", "--repo", "x", expect=2).err)


if __name__ == "__main__":
    unittest.main()
