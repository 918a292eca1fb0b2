#!/usr/bin/env python3
"""Old archives go by themselves; what is registered stays."""
from __future__ import annotations

import unittest

from support.bundles import environment
from support.case import ServiceCase
from support.waiting import eventually


class RetentionTest(ServiceCase):
    settings = {"store": {"keep_versions": 1, "prune_interval": "1s"}}

    def archives(self) -> set[str]:
        return {path.name for path in (self.baryon.objects / "PLAT").glob("*.tar.gz")}

    def test_server_keeps_the_newest_archives_and_every_version(self) -> None:
        repository = self.repository()
        for number in range(3):
            commit = repository.push(environment("network", marker=f"state {number}"))
            self.succeeded(commit)
        eventually("old archives are gone", self.archives, lambda found: found == {f"{commit}.tar.gz"})
        self.assertIn("old archives removed", self.server.log)
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1", "1.2"])
        for number in range(3):
            into = self.folder / f"pulled-{number}"
            self.baryon.run("pull", f"network@1.{number}", "-o", str(into))
            self.assertIn(f"state {number}", (into / "infrastructure" / "cloudformation.yaml").read_text())


class NoRetentionTest(ServiceCase):
    settings = {"store": {"keep_versions": 1, "prune_interval": "0"}}

    def test_command_does_it_where_the_server_does_not(self) -> None:
        repository = self.repository()
        commits = []
        for number in range(2):
            commits.append(repository.push(environment("network", marker=f"state {number}")))
            self.succeeded(commits[-1])
        planned = self.baryon.json("prune", "--archives", "--dry-run")
        self.assertEqual([archive["commit"] for archive in planned["removed"]], commits[:1])
        self.assertEqual(self.baryon.json("prune", "--archives"), planned)
        self.assertEqual(self.baryon.json("prune", "--archives"), {"removed": [], "kept": 1})


if __name__ == "__main__":
    unittest.main()
