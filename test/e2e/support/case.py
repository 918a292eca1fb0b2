"""What every test of the running service starts from: a stand-in Bitbucket and a server, made anew for each test."""
from __future__ import annotations

import sys
import tempfile
import unittest
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.baryon import Baryon, Server, Settings
from support.repository import Repository
from support.stand_in import SECRET, TOKEN, StandInProcess
from support.waiting import eventually

WEBHOOK_PATH = "/webhooks/bitbucket"
FINAL = {"succeeded", "partial", "superseded", "dead"}
LOG_TAIL = 20_000
Sync = dict[str, Any]


class FolderCase(unittest.TestCase):
    """A folder of its own; when the test fails, the logs in it are printed before it goes."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="baryon-e2e-", ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.addCleanup(self._show_logs_of_failure)

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        self._result = result
        self._faults_before = _faults(result)
        return super().run(result)

    def _show_logs_of_failure(self) -> None:
        if self._result is None or _faults(self._result) == self._faults_before:
            return
        for log in sorted(self.folder.rglob("*.log")):
            text = log.read_text(errors="replace")[-LOG_TAIL:]
            print(f"--- {self.id()}: {log.relative_to(self.folder)}\n{text}", file=sys.stderr)


class ServiceCase(FolderCase):
    """With a stand-in Bitbucket and a server that listens to it."""

    settings: Settings = {}
    stand_in_options: tuple[str, ...] = ()
    serves = True

    def setUp(self) -> None:
        super().setUp()
        self._webhooks: dict[str, int] = {}
        self.stand_in = self.start_stand_in()
        bitbucket = {"bitbucket": {"url": self.stand_in.url, "token": TOKEN, "secrets": [SECRET]}}
        self.baryon = Baryon(self.folder / "baryon", bitbucket)
        self.baryon.configure(self.settings)
        if self.serves:
            self.server = self.serve()

    def start_stand_in(self, *more: str) -> StandInProcess:
        stand_in = StandInProcess(self.folder / "stand-in", "--open-push", *self.stand_in_options, *more)
        self.addCleanup(stand_in.process.stdout.close)
        self.addCleanup(stand_in.process.wait)
        self.addCleanup(stand_in.process.kill)
        return stand_in

    def serve(self, environment: Mapping[str, str] | None = None) -> Server:
        """Start the server; at the end of the test it must stop without complaint."""
        server = self.baryon.serve(environment)
        self.addCleanup(self._check_end, server)
        for project in self._webhooks:
            self._point_webhook_to(project, server)
        self.server = server
        return server

    def repository(self, name: str = "Infra Templates", project: str = "PLAT", branch: str = "main") -> Repository:
        """A new repository whose pushes are announced to the server."""
        wanted = {"project": project, "name": name, "default_branch": branch}
        description = self.stand_in.control("POST", "repositories", wanted)
        if description["project"] not in self._webhooks:
            self._point_webhook_to(description["project"], self.server)
        return Repository(self.stand_in, description, self.folder / "clones" / str(description["id"]))

    def fault(self, match: str, **effects: Any) -> None:
        """Let something go wrong at the stand-in; `times` counts, see its README."""
        self.stand_in.control("POST", "faults", {"match": match, **effects})

    def clear_faults(self) -> None:
        self.stand_in.control("DELETE", "faults")

    def asked(self, part: str) -> list[dict[str, Any]]:
        """The requests that the stand-in got and whose path holds `part`."""
        return [entry for entry in self.stand_in.control("GET", "requests") if part in entry["path"]]

    def syncs(self, commit: str = "", **parameters: str) -> list[Sync]:
        """The syncs, newest first; those of one commit if it is named."""
        query = "&".join(f"{name}={value}" for name, value in ({"limit": "500"} | parameters).items())
        answer = self.server.get(f"/api/v1/syncs?{query}")
        self.assertEqual(answer.status, 200, answer.body)
        return [sync for sync in answer.json["syncs"] if sync["commit"].startswith(commit)]

    def sync_of(self, commit: str, ref: str = "") -> Sync:
        """The sync of a commit, once it has ended."""
        found = eventually(
            f"the sync of {commit[:7]} ends",
            lambda: [sync for sync in self.syncs(commit) if sync["ref"].endswith(ref)],
            lambda syncs: syncs and all(sync["state"] in FINAL for sync in syncs),
        )
        self.assertEqual(len(found), 1, found)
        return found[0]

    def sync_in(self, state: str, commit: str) -> Sync:
        """The sync of a commit, once it is in a state; it may leave that again."""
        return eventually(
            f"the sync of {commit[:7]} is {state}",
            lambda: self.syncs(commit),
            lambda syncs: syncs and syncs[0]["state"] == state,
        )[0]

    def succeeded(self, commit: str, ref: str = "") -> Sync:
        sync = self.sync_of(commit, ref)
        self.assertEqual(sync["state"], "succeeded", sync)
        return sync

    def wait_until_idle(self) -> list[Sync]:
        """All syncs, once none is under way."""
        return eventually("all syncs have ended", self.syncs, lambda all: all and {s["state"] for s in all} <= FINAL)

    def deliveries(self, **parameters: str) -> list[dict[str, Any]]:
        """What came in, newest first."""
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return self.server.get(f"/api/v1/deliveries?{query}").json["deliveries"]

    def deliveries_once(self, count: int) -> list[dict[str, Any]]:
        """What came in, once there are so many."""
        return eventually(f"{count} deliveries", self.deliveries, lambda found: len(found) >= count)

    def _point_webhook_to(self, project: str, server: Server) -> None:
        settings = {
            "name": "baryon",
            "url": server.url + WEBHOOK_PATH,
            "events": ["repo:refs_changed", "repo:modified"],
            "configuration": {"secret": SECRET},
        }
        known = self._webhooks.get(project)
        path = f"/projects/{project}/webhooks"
        if known is None:
            answer = self.stand_in.rest("POST", path, settings)
            self._webhooks[project] = answer.json["id"]
        else:
            answer = self.stand_in.rest("PUT", f"{path}/{known}", settings)
        self.assertLess(answer.status, 300, answer.body)

    def _check_end(self, server: Server) -> None:
        if server.is_running:
            self.assertEqual(server.stop(), 0, "the server did not end well")


def _faults(result: unittest.TestResult | None) -> int:
    return 0 if result is None else len(result.failures) + len(result.errors)
