"""A repository on the stand-in, with a clone to push from."""
from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from support.bundles import Files, write
from support.stand_in import StandInProcess, WorkTree


class Repository:
    """`path` is PROJECT/slug, as the program prints it."""

    def __init__(self, stand_in: StandInProcess, description: dict[str, Any], clone: Path):
        self._stand_in = stand_in
        self.id: int = description["id"]
        self.name_as(description)
        self.tree = WorkTree(clone, description["clone_url"])

    def name_as(self, description: dict[str, Any]) -> None:
        """What it is called now."""
        self.project: str = description["project"]
        self.slug: str = description["slug"]
        self.clone_url: str = description["clone_url"]

    @property
    def path(self) -> str:
        return f"{self.project}/{self.slug}"

    def write(self, *files: Files) -> None:
        write(self.tree.directory, *files)

    def remove(self, name: str) -> None:
        """A file or a directory."""
        path = self.tree.directory / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def commit(self, *files: Files, message: str = "Change templates") -> str:
        """Write and commit, without a push. Returns the hash."""
        self.write(*files)
        return self.tree.commit(message)

    def push(self, *files: Files, message: str = "Change templates", to: str = "main") -> str:
        """Write, commit, and push what is checked out to a branch. Returns the hash."""
        commit = self.commit(*files, message=message)
        self.tree.push(f"HEAD:refs/heads/{to}")
        return commit

    def rename(self, **names: str) -> None:
        """Give it another `name` or `project`."""
        answer = self._stand_in.control("POST", f"repositories/{self.project}/{self.slug}/rename", names)
        self.name_as(answer)
        self.tree.remote = self.clone_url
