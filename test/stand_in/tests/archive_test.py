"""The archive of a commit."""
from __future__ import annotations

import io
import tarfile
import zipfile

from case import NOWHERE, REPOSITORY, StandInCase


def names(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return sorted(tar.getnames())


def commit_of(archive: bytes) -> str:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return tar.pax_headers["comment"]


class ArchiveTest(StandInCase):
    def test_archive_by_hash_holds_that_commit(self) -> None:
        first = self.pushed(a="1")
        self.pushed(b="2")
        answer = self.archive(first)
        self.assertEqual(answer.status, 200)
        self.assertEqual(names(answer.body), ["a"])
        self.assertEqual(commit_of(answer.body), first)

    def test_archive_is_streamed(self) -> None:
        commit = self.pushed(a="1")
        headers = self.archive(commit).headers
        self.assertEqual(headers["Transfer-Encoding"], "chunked")
        self.assertIsNone(headers["Content-Length"])
        self.assertIsNone(headers["ETag"])
        self.assertIn(f'filename="infra-templates-{commit}.tar.gz"', headers["Content-Disposition"])

    def test_formats_are_those_of_bitbucket(self) -> None:
        commit = self.pushed(a="1")
        self.assertEqual(names(self.archive(commit, "tgz").body), ["a"])
        self.assertTrue(self.archive(commit, "tgz").body.startswith(b"\x1f\x8b"))
        self.assertEqual(commit_of(self.archive(commit, "tar").body), commit)
        with zipfile.ZipFile(io.BytesIO(self.archive(commit, "zip").body)) as archive:
            self.assertEqual((archive.namelist(), archive.comment.decode()), (["a"], commit))
        refused = self.archive(commit, "rar")
        self.assertEqual((refused.status, refused.json["errors"][0]["context"]), (400, "format"))

    def test_at_takes_branches_tags_and_full_refs(self) -> None:
        commit = self.pushed(a="1")
        self.tree.git("tag", "--annotate", "--message", "Release", "v1/0")
        self.tree.push("v1/0", "main:feature/x#1")
        tag_object = self.tree.git("rev-parse", "v1/0")
        for at in ("feature/x#1", "refs/heads/main", "v1/0", tag_object, commit[:12]):
            self.assertEqual(commit_of(self.archive(at).body), commit, at)
        self.assertIn(f"infra-templates-v1-0@{commit[:11]}.tar.gz", self.archive("v1/0").headers["Content-Disposition"])

    def test_without_at_it_is_the_default_branch(self) -> None:
        commit = self.pushed(a="1")
        self.assertEqual(commit_of(self.stand_in.rest("GET", f"{REPOSITORY}/archive?format=tar").body), commit)

    def test_unknown_commit_is_told_by_its_exception(self) -> None:
        self.pushed(a="1")
        for at in ("1" * 40, NOWHERE, "gone", "main~0", "--output=x", "refs/heads/gone"):
            answer = self.archive(at)
            self.assertEqual(answer.status, 404)
            self.assertTrue(answer.exception_name.endswith(".NoSuchCommitException"), at)

    def test_prefix_and_paths_shape_the_archive(self) -> None:
        self.tree.commit(a="1", b="2", c="3")
        self.tree.push("main")
        archive = self.archive("main", more="&prefix=top&path=a&path=c").body
        self.assertEqual(names(archive), ["top", "top/a", "top/c"])
        self.assertEqual(self.archive("main", more="&path=missing").status, 404)

    def test_attributes_of_the_commit_apply(self) -> None:
        self.tree.commit(__gitattributes="secret export-ignore\n", secret="1", a="2")
        self.tree.push("main")
        self.assertEqual(names(self.archive("main").body), [".gitattributes", "a"])

    def test_empty_repository_has_no_archive(self) -> None:
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/archive").status, 404)

    def test_unborn_default_branch_has_no_archive(self) -> None:
        self.tree.commit(a="1")
        self.tree.push("main:other")
        self.assertEqual(self.stand_in.rest("GET", f"{REPOSITORY}/archive").status, 404)
        self.assertEqual(self.archive("other").status, 200)

    def test_overtaken_commit_stays_readable(self) -> None:
        old = self.pushed(a="1")
        self.tree.git("commit", "--quiet", "--amend", "--message", "Other")
        self.tree.push("+main")
        self.assertEqual(commit_of(self.archive(old).body), old)
