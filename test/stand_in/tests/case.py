"""What every test of the stand-in starts from: one running program, one receiver, one repository."""
from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any
from urllib.parse import quote

from harness import SECRET, Receiver, StandInProcess, WorkTree

REPOSITORY = "/projects/PLAT/repos/infra-templates"
NOWHERE = "0" * 40


class StandInCase(unittest.TestCase):
    """Everything is made anew for each test, in a folder and on ports of its own."""

    options: tuple[str, ...] = ()

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="stand-in-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.stand_in = self.start()
        self.repository = self.create("Infra Templates")
        self.tree = self.work_tree(self.repository)

    def start(self, **environment: str) -> StandInProcess:
        webhook = ("--webhook-url", self.receiver.url, "--webhook-secret", SECRET)
        options = ("--context-path", "/bitbucket", "--open-push", *webhook, *self.options)
        stand_in = StandInProcess(self.folder / "root", *options, environment=environment)
        self.addCleanup(stand_in.stop)
        return stand_in

    def create(self, name: str, project: str = "PLAT") -> dict[str, Any]:
        return self.stand_in.control("POST", "repositories", {"project": project, "name": name})

    def work_tree(self, repository: dict[str, Any], name: str = "work") -> WorkTree:
        return WorkTree(self.folder / name, repository["clone_url"])

    def fault(self, **description: Any) -> None:
        self.stand_in.control("POST", "faults", description)

    def pushed(self, **files: str) -> str:
        """The hash of a commit that is on main."""
        commit = self.tree.commit(**files)
        self.tree.push("main")
        return commit

    def archive(self, at: str, archive_format: str = "tar.gz", more: str = ""):
        return self.stand_in.rest("GET", f"{REPOSITORY}/archive?at={quote(at, safe='')}&format={archive_format}{more}")
