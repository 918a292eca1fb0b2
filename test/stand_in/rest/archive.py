"""The archive of a commit: `git archive`, streamed."""
from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterator
from urllib.parse import quote

from exchange import ApiError, Request, Response, bad_request, file_chunks
from git_repository import FULL_HASH
from repositories import Repositories
from rest.refs import resolve
from router import Router

FORMATS = {"zip": "zip", "tar": "tar", "tar.gz": "tar.gz", "tgz": "tar.gz"}
SHORT_COMMIT = 11


class Archive:
    """One endpoint. Its answer has no Content-Length, and a late failure cuts it off under status 200."""

    def __init__(self, repositories: Repositories):
        self._repositories = repositories

    def add_to(self, router: Router, base: str) -> None:
        router.add("GET", f"{base}/archive", self.archive)

    def archive(self, request: Request, key: str, slug: str) -> Response:
        repository = self._repositories.find(key, slug)
        git = self._repositories.git(repository)
        name = request.argument("format", "zip")
        if name not in FORMATS:
            raise bad_request(f"'{name}' is not a supported archive format.", "format")
        at = request.argument("at")
        commit = resolve(repository, git, request.effects.get("wrong_commit", at))
        prefix = request.argument("prefix", "")
        if prefix and not prefix.endswith("/"):
            prefix += "/"

        process = git.archive(commit, FORMATS[name], prefix, request.query.get("path", []))
        first = process.stdout.read(1 << 16)
        if not first:
            process.communicate()
            raise ApiError(404, "content.NoSuchPathException", "No such path at that commit.")
        filename = f"{repository.slug}-{_label(at or git.head(), commit)}.{name}"
        return Response(200, _headers(filename), _stream(process, first))


def _stream(process: subprocess.Popen[bytes], first: bytes) -> Iterator[bytes]:
    try:
        yield from itertools.chain([first], file_chunks(process.stdout))
        if process.wait() != 0:
            raise ConnectionAbortedError("git archive failed after its first byte")
    finally:
        process.kill()
        process.communicate()


def _label(at: str, commit: str) -> str:
    if FULL_HASH.fullmatch(at):
        return at
    name = at.removeprefix("refs/heads/").removeprefix("refs/tags/").replace("/", "-")
    return f"{name}@{commit[:SHORT_COMMIT]}"


def _headers(filename: str) -> dict[str, str]:
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in filename)
    encoded = quote(filename, errors="surrogateescape")
    disposition = f"attachment; filename=\"{plain}\"; filename*=utf-8''{encoded}"
    return {"Content-Type": "application/octet-stream", "Content-Disposition": disposition}
