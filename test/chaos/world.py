"""What a fault strikes: a stand-in Bitbucket, repositories with pushes to come, and a running server."""
from __future__ import annotations

import contextlib
import itertools
import random
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from branches import Branches, Push
from sender import Sender
from support.baryon import BINARY, Baryon, Server, Settings, clean_environment
from support.stand_in import SECRET, TOKEN, StandInProcess
from support.waiting import PATIENCE, eventually
from verdict import Verdict, judge

PUSHES_OF_A_REPOSITORY = 250  # the API lists at most 500 syncs
FEWEST_REPOSITORIES = 4
LISTED = 500
UNFINISHED = re.compile(r'^baryon_queue_depth\{state="(queued|running|retryable)"\} (\d+)', re.MULTILINE)
# Comparing with Bitbucket is off: it would heal what a lost delivery leaves behind, and hide it.
SETTINGS: Settings = {"workers": {"count": 4}, "bitbucket": {"poll_interval": "0"}}


class Skip(Exception):
    """The fault cannot be made on this machine; the message says why."""


@dataclass
class Scale:
    rounds: int
    deliveries: int
    is_short: bool = False


class World:
    """Everything below one folder, on free loopback ports."""

    def __init__(self, folder: Path, scale: Scale, chosen: random.Random, settings: Settings | None = None):
        self.folder = folder
        self.scale = scale
        self.chosen = chosen
        self.environment: Mapping[str, str] = {}
        self.cleanup = contextlib.ExitStack()  # what is undone after the server has gone
        self.stand_in = StandInProcess(folder / "stand-in", "--open-push")
        bitbucket = {"url": self.stand_in.url, "token": TOKEN, "secrets": [SECRET], "branches": ["**"]}
        self.baryon = Baryon(folder / "baryon", {"bitbucket": bitbucket})
        self.baryon.configure(SETTINGS)
        self.baryon.configure(settings or {})
        self.server: Server | None = None
        self.others: list[Server] = []  # further nodes on its database
        self._turns = itertools.count()
        self.repositories = self._make_repositories()
        self.pushes = [push for repository in self.repositories for push in repository.pushes]
        chosen.shuffle(self.pushes)
        self.pushes = self.pushes[: scale.deliveries]
        self.sender = Sender(self._next_url)
        self._expected: dict[Push, None] = {}

    def serve(self) -> None:
        self.server = self.baryon.serve(self.environment)

    def join(self, name: str) -> None:
        """Another node, on a machine of its own but for database and store."""
        node = Baryon(self.folder / name)
        node.configure(self.baryon.settings)
        self.others.append(node.serve(self.environment))

    def start_and_kill(self, seconds: float) -> None:
        """A start that does not get far."""
        command = [str(BINARY), "--config", str(self.baryon.config_file), "serve"]
        with (self.baryon.folder / "killed-at-start.log").open("ab") as log:
            process = subprocess.Popen(command, env=clean_environment(self.environment), stdout=log, stderr=log)
        time.sleep(seconds)  # the instant of the power cut; nothing waits for it
        process.kill()
        process.wait()

    def hold_database(self) -> Callable[[], None]:
        """Like another process that writes, such as a command. What comes in meanwhile goes into one commit later. Returns
        what lets go of it."""
        connection = sqlite3.connect(self.baryon.data / "baryon.db", isolation_level=None, timeout=PATIENCE)
        connection.execute("BEGIN IMMEDIATE")
        return connection.close

    def slices(self, count: int) -> list[list[Push]]:
        """The pushes in so many parts."""
        return [self.pushes[i::count] for i in range(count)]

    def publish(self, pushes: list[Push]) -> None:
        """With real pushes. The stand-in calls no webhook for them; `sender` does that."""
        for repository in self.repositories:
            repository.publish(pushes)

    def deliver(self, pushes: list[Push]) -> None:
        self.publish(pushes)
        self.sender.send(pushes)

    def deliver_until_accepted(self, pushes: list[Push]) -> None:
        """Again and again, as nobody else would."""

        def missing() -> int:
            self.sender.send(self.sender.not_accepted(pushes))
            return len(self.sender.not_accepted(pushes))

        eventually("all deliveries are accepted", missing, lambda count: count == 0)

    def unfinished(self) -> int:
        """How many syncs have not ended; -1 where nobody can tell."""
        try:
            answer = self.server.get("/metrics")
        except OSError:
            return -1
        if answer.status != 200:
            return -1
        return sum(int(count) for _, count in UNFINISHED.findall(answer.body.decode()))

    def wait_until_idle(self) -> None:
        """As long as something moves, there is patience."""
        last, since = -1, time.monotonic()
        while (now := self.unfinished()) != 0:
            if now != last:
                last, since = now, time.monotonic()
            if time.monotonic() - since > PATIENCE:
                raise AssertionError(f"{now} syncs do not end: nothing moved for {PATIENCE:g} s")
            time.sleep(0.2)

    def syncs(self) -> list[dict[str, Any]]:
        return [sync for r in self.repositories for sync in self._get(f"syncs?limit={LISTED}&repo={r.path}")["syncs"]]

    def versions(self) -> list[dict[str, Any]]:
        found = []
        for repository in self.repositories:
            listed = self.baryon.run("versions", repository.template, "--json", expect=None)
            if listed.code == 0:
                found += [version | {"template": repository.template} for version in listed.json]
        return found

    def gaps(self) -> list[dict[str, Any]]:
        """What the ledger calls not in step."""
        return self.baryon.json("ledger", "--gaps")

    def expect(self, pushes: list[Push]) -> None:
        """These have to be synced although nothing was answered 2xx."""
        self._expected |= dict.fromkeys(pushes)

    def missing(self) -> int:
        """How many of the expected ones have no version yet."""
        made = {version["commit"] for version in self.versions()}
        return sum(push.commit not in made for push in self._expected)

    def verdict(self) -> Verdict:
        known = {push.key for push in self.pushes}
        promised = self.sender.accepted | self._expected
        found = judge([push.key for push in promised], known, self.syncs(), self.versions(), self.gaps())
        found.strange += self.sender.wrong
        return found

    def close(self) -> None:
        for server in (self.server, *self.others):
            if server is not None:
                server.kill()
        self.stand_in.process.kill()
        self.stand_in.process.wait()
        self.stand_in.process.stdout.close()
        self.cleanup.close()

    def fault(self, **effects: Any) -> None:
        """Let something go wrong with archives and other answers; `times` counts, see the stand-in's README."""
        self.stand_in.control("POST", "faults", {"match": "/rest/api/", **effects})

    def clear_faults(self) -> None:
        self.stand_in.control("DELETE", "faults")

    def _next_url(self) -> str:
        """Of the nodes that run, one after the other."""
        running = [server for server in (self.server, *self.others) if server.is_running]
        return running[next(self._turns) % len(running)].url

    def _get(self, path: str) -> Any:
        return self.server.get(f"/api/v1/{path}").json

    def _make_repositories(self) -> list[Branches]:
        count = max(FEWEST_REPOSITORIES, -(-self.scale.deliveries // PUSHES_OF_A_REPOSITORY))
        each = -(-self.scale.deliveries // count)
        made = []
        for number in range(count):
            wanted = {"project": "PLAT", "name": f"Infra {number}", "default_branch": "main"}
            description = self.stand_in.control("POST", "repositories", wanted)
            made.append(Branches(description, self.folder / "clones" / str(number), each))
        return made
