"""The JSON shapes that REST answers and webhook payloads share, as Bitbucket 9 writes them."""
from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime
from typing import Any

from git_repository import ZERO_HASH, Commit
from repositories import Project, Repository

Json = dict[str, Any]
SHORT_ID = 11


def timestamp_of_event() -> str:
    """The `date` of a payload: an offset without a colon, so not quite RFC 3339."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


class Shapes:
    """Writes objects of the model as JSON, with links below `base_url`."""

    def __init__(self, base_url: str):
        self.base_url = base_url

    def user(self, name: str) -> Json:
        slug = name.lower()
        return {
            "name": name,
            "emailAddress": f"{slug}@example.com",
            "active": True,
            "displayName": name.replace(".", " ").replace("-", " ").title(),
            "id": zlib.crc32(name.encode()) % 100_000,
            "slug": slug,
            "type": "NORMAL",
            "links": self._self_link(f"/users/{slug}"),
        }

    def project(self, project: Project) -> Json:
        shape: Json = {"key": project.key, "id": project.id, "name": project.key.removeprefix("~")}
        if project.is_personal:
            owner = self.user(project.key[1:].lower())
            return shape | {"type": "PERSONAL", "owner": owner, "links": owner["links"]}
        return shape | {"public": False, "type": "NORMAL", "links": self._self_link(f"/projects/{project.key}")}

    def repository(self, repository: Repository) -> Json:
        return {
            "slug": repository.slug,
            "id": repository.id,
            "name": repository.name,
            "hierarchyId": hashlib.sha256(str(repository.id).encode()).hexdigest()[:20],
            "scmId": "git",
            "state": "AVAILABLE",
            "statusMessage": "Available",
            "forkable": True,
            "project": self.project(repository.project),
            "public": False,
            "archived": repository.archived,
            "links": self._repository_links(repository),
        }

    def clone_url(self, repository: Repository) -> str:
        return f"{self.base_url}/scm/{repository.project.key.lower()}/{repository.slug}.git"

    def commit(self, commit: Commit, parents: list[Commit] | None = None) -> Json:
        """A commit; its parents in full where they are given, else by id alone."""
        ids = [{"id": parent, "displayId": parent[:SHORT_ID]} for parent in commit.parents]
        return {
            "id": commit.id,
            "displayId": commit.id[:SHORT_ID],
            "author": _person(commit.author),
            "authorTimestamp": commit.author_time * 1000,
            "committer": _person(commit.committer),
            "committerTimestamp": commit.committer_time * 1000,
            "message": commit.message,
            "parents": ids if parents is None else [self.commit(parent) for parent in parents],
        }

    def _repository_links(self, repository: Repository) -> Json:
        key = repository.project.key
        personal = f"/users/{key[1:].lower()}/repos/{repository.slug}"
        browse = personal if repository.project.is_personal else repository.path
        ssh = f"ssh://git@127.0.0.1:7999/{key.lower()}/{repository.slug}.git"
        clone = [{"href": self.clone_url(repository), "name": "http"}, {"href": ssh, "name": "ssh"}]
        return {"clone": clone} | self._self_link(f"{browse}/browse")

    def _self_link(self, path: str) -> Json:
        return {"self": [{"href": self.base_url + path}]}


def ref(name: str) -> Json:
    """A branch or tag by its full name."""
    _, kind, display = name.split("/", 2)
    return {"id": name, "displayId": display, "type": "TAG" if kind == "tags" else "BRANCH"}


def ref_change(name: str, old: str, new: str) -> Json:
    """One element of `changes`."""
    kind = "ADD" if old == ZERO_HASH else "DELETE" if new == ZERO_HASH else "UPDATE"
    return {"ref": ref(name), "refId": name, "fromHash": old, "toHash": new, "type": kind}


def _person(person: tuple[str, str]) -> Json:
    return {"name": person[0], "emailAddress": person[1]}
