#!/usr/bin/env python3
"""The commands that show what came in and what is registered, for people and as JSON."""
from __future__ import annotations

import unittest

from support.bundles import broken, environment, service
from support.case import ServiceCase


class InspectCommandTest(ServiceCase):
    def setUp(self) -> None:
        super().setUp()
        self.infra = self.repository()
        self.first = self.infra.push(environment("network"), service("web"), message="Add network and web")
        self.succeeded(self.first)
        self.second = self.infra.push(environment("network", marker="second"), broken("bad"), message="Go on")
        self.sync = self.sync_of(self.second)

    def test_templates_are_listed(self) -> None:
        self.assertEqual([t["name"] for t in self.baryon.json("templates")], ["network", "web"])
        out = self.baryon.run("templates").out
        for word in ("network", "environment", "1.1", "web", "service", self.infra.path):
            self.assertIn(word, out)

    def test_versions_are_listed(self) -> None:
        versions = self.baryon.json("versions", "network")
        self.assertEqual([(v["version"], v["status"]) for v in versions], [("1.0", "DRAFT"), ("1.1", "DRAFT")])
        out = self.baryon.run("versions", "network").out
        self.assertIn(f"[{self.first[:7]}] Add network and web", out)
        self.assertLess(out.index("1.0"), out.index("1.1"))

    def test_version_is_published_once_and_for_all(self) -> None:
        self.assertEqual(self.baryon.run("publish", "network@1.0").out, "network@1.0 is published\n")
        self.assertEqual(self.baryon.run("publish", "network@1.0").out, "network@1.0 was published already\n")
        statuses = [(v["version"], v["status"]) for v in self.baryon.json("versions", "environment/network")]
        self.assertEqual(statuses, [("1.0", "PUBLISHED"), ("1.1", "DRAFT")])
        self.assertEqual(self.baryon.json("templates")[0]["recommended"], "1.0")
        self.assertEqual(self.baryon.json("publish", "network@1.1")["status"], "PUBLISHED")
        self.assertEqual(self.baryon.json("templates")[0]["recommended"], "1.1")
        self.baryon.run("publish", "service/network@1.1", expect=1)

    def test_old_drafts_are_pruned(self) -> None:
        self.assertEqual(self.baryon.json("prune", "--keep", "2"), [])
        self.assertIn("Nothing to prune", self.baryon.run("prune").out)
        planned = self.baryon.json("prune", "--keep", "1", "--dry-run")
        # Its service template names major version 1 of the environment.
        self.assertEqual(planned, [])
        for version in ("1.0", "1.1"):
            self.assertIn(version, self.baryon.versions("network"))
        self.baryon.run("prune", "--keep", "0", expect=2)

    def test_version_is_shown_with_its_files(self) -> None:
        shown = self.baryon.json("show", "web@1.0")
        self.assertEqual(shown["commit"], self.first)
        self.assertIn("instance_infrastructure/cloudformation.yaml", [f["path"] for f in shown["files"]])
        self.assertEqual(self.baryon.json("show", "network")["version"], "1.1")
        out = self.baryon.run("show", "web").out
        for word in ("web@1.0", "service", "network:1", "instance_infrastructure/cloudformation.yaml"):
            self.assertIn(word, out)

    def test_deliveries_are_listed_newest_first(self) -> None:
        deliveries = self.baryon.json("deliveries")
        self.assertEqual([d["changes"][0]["to"] for d in deliveries], [self.second, self.first])
        self.assertIn(deliveries[0]["id"], self.baryon.run("deliveries").out)
        self.assertEqual(len(self.baryon.json("deliveries", "--state", "accepted", "--limit", "1")), 1)
        self.assertEqual(self.baryon.json("deliveries", "--state", "ignored"), [])
        self.assertEqual(len(self.baryon.json("deliveries", "--repo", self.infra.path.lower())), 2)
        self.assertEqual(self.baryon.json("deliveries", "--repo", "PLAT/other"), [])

    def test_syncs_are_listed_newest_first(self) -> None:
        syncs = self.baryon.json("syncs")
        states = [(sync["commit"], sync["state"]) for sync in syncs]
        self.assertEqual(states, [(self.second, "partial"), (self.first, "succeeded")])
        self.assertIn("partial", self.baryon.run("syncs").out)
        self.assertEqual([s["commit"] for s in self.baryon.json("syncs", "--state", "partial")], [self.second])

    def test_push_is_explained_by_everything_that_names_it(self) -> None:
        commit = (self.second, self.second[:7], self.second[:12], self.second.upper())
        others = (self.sync["delivery"], self.sync["id"], self.infra.path, self.infra.path.lower())
        for name in (*commit, *others):
            with self.subTest(name):
                explained = self.baryon.json("explain", name)
                self.assertIn(self.sync["id"], [sync["id"] for sync in explained["syncs"]])
                out = self.baryon.run("explain", name).out
                self.assertIn("environments/bad/v1", out)
                self.assertIn("partial", out)

    def test_commands_work_while_the_server_is_down(self) -> None:
        self.server.stop()
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])
        self.assertTrue(self.baryon.json("explain", self.second)["deliveries"])

    def test_output_in_a_pipe_holds_no_colours(self) -> None:
        for arguments in (("templates",), ("syncs",), ("explain", self.second), ("show", "network")):
            self.assertNotIn("\x1b", self.baryon.run(*arguments).out)

    def test_texts_of_strangers_do_not_reach_the_terminal_raw(self) -> None:
        commit = self.infra.push(environment("network", marker="third"), message="\x1b[31mRed \x07 subject")
        self.sync_of(commit)
        for arguments in (("versions", "network"), ("explain", commit), ("show", "network")):
            self.assertNotIn("\x1b", self.baryon.run(*arguments).out)


if __name__ == "__main__":
    unittest.main()
