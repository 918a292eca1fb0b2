"""Questions to one bare repository: refs, commits, archives."""
from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from git import Git

ZERO_HASH = "0" * 40
FULL_HASH = re.compile(r"[0-9a-f]{40}")
SHORT_HASH = re.compile(r"[0-9a-f]{7,39}")
# Never part of a ref's name (git-check-ref-format); refused so that "main~1" or "HEAD^" are no way in.
REVISION_SYNTAX = re.compile(r"[\x00-\x20~^:?*\[\\\x7f]|\.\.|@\{|^-")
COMMIT_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
COMMIT_FIELDS = COMMIT_FORMAT.count("%x00") + 1


@dataclass(frozen=True)
class Commit:
    """One commit; times in seconds since the epoch."""

    id: str
    parents: list[str]
    author: tuple[str, str]  # name, e-mail
    author_time: int
    committer: tuple[str, str]
    committer_time: int
    message: str


@dataclass(frozen=True)
class Ref:
    """A branch or tag; `tag_object` only for an annotated tag."""

    name: str
    commit: str
    tag_object: str | None = None


class GitRepository:
    """One bare repository on disk. Thread-safe: Git does the locking."""

    def __init__(self, git: Git, directory: Path):
        self._git = git
        self.directory = directory

    def create(self, default_branch: str) -> None:
        self._git.run("init", "--quiet", "--bare", f"--initial-branch={default_branch}", str(self.directory))

    def head(self) -> str:
        """Full name of the default branch, whether it exists or not."""
        return _text(self._run("symbolic-ref", "HEAD"))

    def is_empty(self) -> bool:
        return not self._run("for-each-ref", "--count=1")

    def branches(self, newest_first: bool) -> list[Ref]:
        return self._refs("refs/heads/", newest_first)

    def tags(self, newest_first: bool) -> list[Ref]:
        return self._refs("refs/tags/", newest_first)

    def resolve(self, at: str) -> str | None:
        """The commit that a hash, a full ref, a branch or a tag stands for; None if there is none."""
        if REVISION_SYNTAX.search(at):
            return None
        if FULL_HASH.fullmatch(at):
            return self.peel([at])[0]
        names = [at] if at.startswith("refs/") else [f"refs/heads/{at}", f"refs/tags/{at}"]
        if SHORT_HASH.fullmatch(at):
            names.append(at)
        return next((commit for commit in self.peel(names) if commit), None)

    def is_commit(self, commit_id: str) -> bool:
        """True for a commit's full hash only, so not for a tag object that leads to one."""
        return bool(FULL_HASH.fullmatch(commit_id)) and self.peel([commit_id]) == [commit_id]

    def peel(self, names: Iterable[str]) -> list[str | None]:
        """For each name or hash the commit it leads to, or None."""
        asked = "".join(f"{name}^{{commit}}\n" for name in names).encode("utf-8", "surrogateescape")
        answers = self._run("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=asked)
        pairs = [line.rsplit(" ", 1) for line in _lines(answers)]
        return [name if kind == "commit" else None for name, kind in pairs]

    def commits(self, until: list[str], since: list[str], limit: int, skip: int = 0) -> list[Commit]:
        """Commits reachable from `until` and not from `since`, newest first."""
        if not until:
            return []  # to Git, no revision would mean HEAD
        revisions = [*until, *(f"^{commit}" for commit in since)]
        return self._log(revisions, f"--max-count={limit}", f"--skip={skip}")

    def exactly(self, ids: list[str]) -> list[Commit]:
        """Just these commits, in this order."""
        return self._log(ids, "--no-walk=unsorted") if ids else []

    def archive(self, commit: str, file_format: str, prefix: str, paths: list[str]) -> subprocess.Popen[bytes]:
        """A process that writes the archive to its standard output."""
        arguments = [f"--format={file_format}", f"--prefix={prefix}", commit, "--", *paths]
        return self._git.start("archive", *arguments, directory=self.directory)

    def _refs(self, namespace: str, newest_first: bool) -> list[Ref]:
        order = "-creatordate" if newest_first else "refname"
        fields = "--format=%(refname)%00%(objectname)%00%(objecttype)"
        output = self._run("for-each-ref", f"--sort={order}", fields, namespace)
        rows = [line.split("\0") for line in _lines(output)]
        peeled = self.peel(name for _, name, _ in rows)
        return [
            Ref(name, commit, object_id if kind == "tag" else None)
            for (name, object_id, kind), commit in zip(rows, peeled, strict=True)
            if commit
        ]

    def _log(self, revisions: list[str], *options: str) -> list[Commit]:
        stdin = "\n".join(revisions).encode() + b"\n"
        layout = ["-z", "--encoding=UTF-8", f"--format=tformat:{COMMIT_FORMAT}"]
        output = self._run("log", *layout, *options, "--stdin", stdin=stdin)
        fields = output.decode(errors="replace").split("\0")[:-1]
        return [_commit(fields[i : i + COMMIT_FIELDS]) for i in range(0, len(fields), COMMIT_FIELDS)]

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return self._git.run(*arguments, directory=self.directory, stdin=stdin)


def _commit(fields: list[str]) -> Commit:
    identity, parents, author, author_mail, authored, committer, committer_mail, committed, message = fields
    return Commit(
        id=identity,
        parents=parents.split(),
        author=(author, author_mail),
        author_time=int(authored),
        committer=(committer, committer_mail),
        committer_time=int(committed),
        message=message.rstrip("\n"),
    )


def _text(output: bytes) -> str:
    return output.decode("utf-8", "surrogateescape").rstrip("\n")


def _lines(output: bytes) -> list[str]:
    """Lines as Git ends them; str.splitlines would also split inside names, at U+2028 for one."""
    return _text(output).split("\n") if output else []
