#!/usr/bin/env python3
"""Which branches count, and what happens when they move in ways other than forward."""
from __future__ import annotations

import unittest

from support.bundles import environment
from support.case import ServiceCase
from support.waiting import eventually


class DefaultBranchTest(ServiceCase):
    def test_only_the_default_branch_counts_without_configuration(self) -> None:
        repository = self.repository(branch="trunk")
        other = repository.push(environment("elsewhere"), to="main")
        eventually("the push to main is answered", self.deliveries)
        commit = repository.push(environment("network"), to="trunk")
        self.succeeded(commit)
        self.wait_until_idle()
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        told = self.baryon.run("explain", other).out
        self.assertIn("default branch", told)
        registered_from = self.baryon.json("show", "elsewhere@1.0")  # trunk holds it, too
        self.assertEqual(registered_from["commit"], commit)

    def test_deleted_branch_is_ignored_and_its_versions_stay(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"))
        self.succeeded(commit)
        repository.tree.push("HEAD:refs/heads/side")
        self.deliveries_once(2)
        repository.tree.push(":refs/heads/side")
        calls = self.stand_in.wait_for_calls(3)
        self.assertEqual([call["status"] for call in calls[1:]], [200, 200], calls)
        deleted = [d for d in self.deliveries_once(3) if d["changes"][0]["type"] == "DELETE"][0]
        self.assertEqual(deleted["status"], "ignored")
        self.assertIn("deleted", deleted["reason"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_tags_are_ignored(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"))
        self.succeeded(commit)
        repository.tree.git("tag", "light")
        repository.tree.git("tag", "--annotate", "--message", "Heavy", "heavy")
        repository.tree.push("light")
        repository.tree.push("heavy")
        for call in self.stand_in.wait_for_calls(3)[1:]:
            self.assertEqual(call["status"], 200, call)
        for delivery in self.deliveries_once(3)[:2]:
            self.assertEqual(delivery["status"], "ignored", delivery)
            self.assertIn("tag", delivery["reason"])
        self.assertEqual(len(self.syncs()), 1)

    def test_branch_and_tag_in_one_push_are_told_apart(self) -> None:
        repository = self.repository()
        commit = repository.commit(environment("network"))
        repository.tree.git("tag", "v1.0.0")
        repository.tree.push("main", "v1.0.0")
        self.succeeded(commit)
        delivery = self.deliveries_once(1)[0]
        self.assertEqual(delivery["status"], "accepted")
        decisions = {change["ref"]: change["decision"] for change in delivery["changes"]}
        self.assertEqual(decisions, {"refs/heads/main": "queued", "refs/tags/v1.0.0": "ignored"})


class ConfiguredBranchesTest(ServiceCase):
    settings = {"bitbucket": {"branches": ["main", "release/*"]}}

    def test_every_configured_branch_of_one_push_is_synced(self) -> None:
        repository = self.repository()
        first = repository.commit(environment("network"))
        repository.tree.git("switch", "--quiet", "--create", "release/2")
        second = repository.commit(environment("network", 2))
        repository.tree.git("switch", "--quiet", "--create", "feature/x")
        third = repository.commit(environment("network", 3))
        repository.tree.push("feature/x", "release/2", "main")
        self.succeeded(first, "refs/heads/main")
        self.succeeded(second, "refs/heads/release/2")
        self.wait_until_idle()
        self.assertEqual(self.syncs(third), [])
        self.assertEqual(self.baryon.versions("network"), ["1.0", "2.0"])
        delivery = self.deliveries_once(1)[0]
        decisions = {change["ref"]: change["decision"] for change in delivery["changes"]}
        self.assertEqual(decisions["refs/heads/feature/x"], "ignored")
        self.assertIn("feature/x", self.baryon.run("explain", third).out)

    def test_same_commit_on_two_branches_makes_one_version(self) -> None:
        repository = self.repository()
        commit = repository.commit(environment("network"))
        repository.tree.push("HEAD:refs/heads/main", "HEAD:refs/heads/release/1")
        for ref in ("refs/heads/main", "refs/heads/release/1"):
            self.succeeded(commit, ref)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_nested_name_is_not_matched_by_one_star(self) -> None:
        repository = self.repository()
        repository.push(environment("network"), to="release/2/hotfix")
        self.assertEqual(self.deliveries_once(1)[0]["status"], "ignored")

    def test_branch_name_of_other_letters_is_synced(self) -> None:
        repository = self.repository()
        commit = repository.push(environment("network"), to="release/größe+50%&=#1")
        self.succeeded(commit)
        self.assertEqual(self.baryon.json("show", "network")["ref"], "refs/heads/release/größe+50%&=#1")

    def test_branch_that_is_deleted_and_pushed_again_is_synced(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network", marker="A"), to="release/1"))
        repository.tree.push(":refs/heads/release/1")
        self.assertEqual(self.deliveries_once(2)[0]["status"], "ignored")
        self.succeeded(repository.push(environment("network", marker="B"), to="release/1"))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])


class ForcePushTest(ServiceCase):
    def test_force_push_registers_the_new_content(self) -> None:
        repository = self.repository()
        self.succeeded(repository.push(environment("network")))
        repository.write(environment("network", marker="rewritten"))
        repository.tree.git("commit", "--quiet", "--all", "--amend", "--message", "Rewrite")
        repository.tree.push("+main")
        self.succeeded(repository.tree.git("rev-parse", "HEAD"))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_content_that_comes_back_is_the_newest_again(self) -> None:
        """A, B, then A's content once more on other parents."""
        repository = self.repository()
        self.succeeded(repository.push(environment("network", marker="A")))
        self.succeeded(repository.push(environment("network", marker="B")))
        again = repository.push(environment("network", marker="A"))
        self.succeeded(again)
        self.assert_newest_is_a_again(again)

    def test_force_push_back_to_an_older_commit_makes_its_content_the_newest_again(self) -> None:
        """A, B, then the branch is put back to the very commit A."""
        repository = self.repository()
        first = repository.push(environment("network", marker="A"))
        self.succeeded(first)
        self.succeeded(repository.push(environment("network", marker="B")))
        repository.tree.git("reset", "--quiet", "--hard", first)
        repository.tree.push("+main")
        eventually("a third version", lambda: self.baryon.versions("network"), lambda v: len(v) == 3)
        self.wait_until_idle()
        self.assert_newest_is_a_again(first)

    def assert_newest_is_a_again(self, commit: str) -> None:
        versions = self.baryon.json("versions", "network")
        self.assertEqual([v["version"] for v in versions], ["1.0", "1.1", "1.2"])
        self.assertEqual(versions[0]["digest"], versions[2]["digest"])
        self.assertNotEqual(versions[0]["digest"], versions[1]["digest"])
        self.assertEqual(versions[2]["commit"], commit)


if __name__ == "__main__":
    unittest.main()
