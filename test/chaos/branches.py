"""Many small pushes: branches of one commit each, made by `git fast-import`, with the webhook bodies that tell of them."""
from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.bundles import environment
from support.receiving import NOWHERE, REFS_CHANGED
from support.stand_in import WorkTree
from support.web import encode

Key = tuple[str, str, str]  # repository as PROJECT/slug, ref, commit


@dataclass(frozen=True)
class Push:
    """A branch with content of its own, so that it makes exactly one version, whenever it is synced."""

    repository: str
    ref: str
    commit: str
    body: bytes

    @property
    def key(self) -> Key:
        return self.repository, self.ref, self.commit


class Branches:
    """A repository's branches, made in a clone at once and pushed when they are wanted."""

    def __init__(self, description: dict[str, Any], clone: Path, count: int):
        self.path = f"{description['project']}/{description['slug']}"
        self.template = f"network-{description['id']}"
        self._description = description
        self._tree = WorkTree(clone, description["clone_url"])
        self._import(count)
        listed = self._tree.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/push")
        self.pushes = [self._push(*line.split()) for line in listed.splitlines()]

    def publish(self, pushes: list[Push]) -> None:
        """Push those of them that are of this repository."""
        refs = [f"{push.ref}:{push.ref}" for push in pushes if push.repository == self.path]
        if refs:
            self._tree.push(*refs)

    def _import(self, count: int) -> None:
        stream = b"".join(self._commit(number) for number in range(count))
        command = ["git", "fast-import", "--quiet"]
        subprocess.run(command, cwd=self._tree.directory, input=stream, check=True)

    def _commit(self, number: int) -> bytes:
        who = f"Jane Citizen <jane@example.com> {1_700_000_000 + number} +0000"
        message = f"State {number}"
        head = f"commit refs/heads/push/{number}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n{message}\n"
        files = environment(self.template, marker=f"state {number}")
        blobs = (f"M 100644 inline {name}\ndata {len(text)}\n{text}\n" for name, text in files.items())
        return (head + "".join(blobs) + "\n").encode()

    def _push(self, ref: str, commit: str) -> Push:
        described = {"id": ref, "displayId": ref.removeprefix("refs/heads/"), "type": "BRANCH"}
        change = {"ref": described, "refId": ref, "fromHash": NOWHERE, "toHash": commit, "type": "ADD"}
        project, slug = self.path.split("/")
        key = {"key": project, "id": 1, "name": project, "type": "NORMAL"}
        name = {"slug": slug, "id": self._description["id"], "name": slug, "scmId": "git", "project": key}
        actor = {"name": "jane", "emailAddress": None, "id": 1, "displayName": "Jane", "type": "NORMAL"}
        told = {"eventKey": REFS_CHANGED, "date": "2024-11-27T01:34:45+0000", "actor": actor, "repository": name}
        return Push(self.path, ref, commit, encode(told | {"changes": [change]}))
