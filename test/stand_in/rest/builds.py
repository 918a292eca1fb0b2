"""Build statuses on commits: checked as Bitbucket checks them, kept in memory."""
from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from exchange import ApiError, Request, Response, bad_request, json_response
from repositories import Repositories, Repository
from rest.refs import no_such_commit
from router import Router
from shapes import Json

STATES = ("INPROGRESS", "SUCCESSFUL", "FAILED", "CANCELLED", "UNKNOWN")
Check = Callable[[Any], bool]


def _text(limit: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= limit


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _absolute_url(value: Any) -> bool:
    return _text(450)(value) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)


def _full_ref(value: Any) -> bool:
    return _text(1024)(value) and re.match(r"refs/.+", value) is not None


def _test_results(value: Any) -> bool:
    known = {"successful", "failed", "skipped"}
    return isinstance(value, dict) and value.keys() <= known and all(map(_whole, value.values()))


REQUIRED: dict[str, Check] = {
    "key": lambda value: _text(255)(value) and value != "",
    "state": lambda value: value in STATES,
    "url": _absolute_url,
}
OPTIONAL: dict[str, Check] = {
    "name": _text(255),
    "description": _text(255),
    "ref": _full_ref,
    "buildNumber": _text(255),
    "parent": _text(1024),
    "duration": _whole,
    "lastUpdated": _whole,
    "testResults": _test_results,
}


class Builds:
    """Post and read back. Thread-safe."""

    def __init__(self, repositories: Repositories):
        self._repositories = repositories
        self._lock = threading.Lock()
        self._statuses: dict[tuple[int, str, str], Json] = {}  # by repository, commit and key

    def add_to(self, router: Router, base: str) -> None:
        router.add("POST", f"{base}/commits/{{commit_id}}/builds", self.post)
        router.add("GET", f"{base}/commits/{{commit_id}}/builds", self.get)

    def post(self, request: Request, key: str, slug: str, commit_id: str) -> Response:
        repository = self._commit_owner(key, slug, commit_id)
        status = request.json()
        _check(status)
        now = int(time.time() * 1000)
        with self._lock:
            identity = (repository.id, commit_id, status["key"])
            created = self._statuses.get(identity, {}).get("createdDate", now)
            self._statuses[identity] = status | {"createdDate": created, "updatedDate": status.get("lastUpdated", now)}
        return Response(204)

    def get(self, request: Request, key: str, slug: str, commit_id: str) -> Response:
        repository = self._commit_owner(key, slug, commit_id)
        build_key = request.argument("key")
        if build_key is None:
            raise bad_request("The key of a build is needed.", "key")
        with self._lock:
            status = self._statuses.get((repository.id, commit_id, build_key))
        if status is None:
            raise ApiError(404, "build.NoSuchBuildStatusException", f"No build status '{build_key}' on that commit.")
        return json_response(status)

    def _commit_owner(self, key: str, slug: str, commit_id: str) -> Repository:
        """The repository, once it is sure to hold that commit; a tag object's hash is refused."""
        repository = self._repositories.find(key, slug)
        if not self._repositories.git(repository).is_commit(commit_id):
            raise no_such_commit(repository, commit_id)
        return repository


def _check(status: Json) -> None:
    for name, check in REQUIRED.items():
        if not check(status.get(name)):
            raise bad_request(f"'{name}' is required and has limits.", name)
    for name, check in OPTIONAL.items():
        if status.get(name) is not None and not check(status[name]):
            raise bad_request(f"'{name}' is not valid.", name)
