#!/usr/bin/env python3
"""`baryon sync`: the templates of a source, once, without a server; and `baryon pull`, the way back."""
from __future__ import annotations

import io
import tarfile
import unittest
from pathlib import Path

from support.baryon import Baryon
from support.bundles import broken, environment, service, write
from support.case import FolderCase, ServiceCase
from support.stand_in import WorkTree


class SyncCommandTest(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.baryon = Baryon(self.folder / "baryon")
        self.source = self.folder / "infra"

    def make_tree(self) -> WorkTree:
        return WorkTree(self.source, "nowhere")

    def test_directory_is_registered(self) -> None:
        write(self.source, environment("network"), service("web"))
        done = self.baryon.run("sync", str(self.source))
        self.assertIn("network", done.out)
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.baryon.versions("web"), ["1.0"])

    def test_second_sync_of_the_same_content_changes_nothing(self) -> None:
        write(self.source, environment("network"))
        self.baryon.run("sync", str(self.source))
        report = self.baryon.json("sync", str(self.source))
        self.assertEqual([r["outcome"] for r in report["results"]], ["unchanged"])
        self.assertEqual(self.baryon.versions("network"), ["1.0"])

    def test_git_repository_is_registered_as_committed(self) -> None:
        tree = self.make_tree()
        write(self.source, environment("network"))
        commit = tree.commit("Add a network")
        write(self.source, environment("network", marker="not committed"))
        self.baryon.run("sync", str(self.source))
        version = self.baryon.json("show", "network")
        self.assertEqual(version["commit"], commit)
        self.assertEqual(version["description"], f"[{commit[:7]}] Add a network")
        self.assertNotIn("not committed", version["schema"])

    def test_ref_chooses_branch_tag_or_commit(self) -> None:
        tree = self.make_tree()
        write(self.source, environment("network", marker="one"))
        first = tree.commit("One")
        tree.git("tag", "first")
        tree.git("switch", "--quiet", "--create", "side")
        write(self.source, environment("network", marker="two"))
        second = tree.commit("Two")
        tree.git("switch", "--quiet", "main")
        for ref, commit in (("first", first), ("side", second), (first, first)):
            report = self.baryon.json("sync", str(self.source), "--ref", ref)
            self.assertEqual(report["commit"], commit, ref)
        self.baryon.run("sync", str(self.source), "--ref", "nowhere", expect=1)
        self.baryon.run("sync", str(self.source), "--ref", "--output=x", expect=None)

    def test_archive_is_registered(self) -> None:
        write(self.source, environment("network"))
        archive = self.folder / "infra.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(self.source, arcname=".")
        self.baryon.run("sync", str(archive))
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        # The same content from the directory is the same version, whatever carried it.
        report = self.baryon.json("sync", str(self.source))
        self.assertEqual([r["outcome"] for r in report["results"]], ["unchanged"])

    def test_damaged_and_hostile_archives_fail_with_1(self) -> None:
        damaged = self.folder / "damaged.tar.gz"
        damaged.write_bytes(b"\x1f\x8bnonsense")
        hostile = self.folder / "hostile.tar.gz"
        with tarfile.open(hostile, "w:gz") as packed:
            entry = tarfile.TarInfo("../outside")
            entry.size = 1
            packed.addfile(entry, io.BytesIO(b"x"))
        for archive in (damaged, hostile):
            with self.subTest(archive.name):
                done = self.baryon.run("sync", str(archive), expect=1)
                self.assertTrue(done.err.startswith("baryon: "))

    def test_dry_run_tells_and_changes_nothing(self) -> None:
        write(self.source, environment("network"))
        self.baryon.run("sync", str(self.source))
        stored = self.stored()
        write(self.source, environment("network", marker="second"), environment("network", 2), service("web"))
        report = self.baryon.json("sync", str(self.source), "--dry-run")
        self.assertTrue(report["dry_run"])
        told = {(r["template"], r["version"]): r["outcome"] for r in report["results"]}
        self.assertEqual(told.keys(), {("network", "1.1"), ("network", "2.0"), ("web", "1.0")})
        self.assertEqual(self.baryon.versions("network"), ["1.0"])
        self.assertEqual(self.baryon.versions("web"), [])
        self.assertEqual(self.stored(), stored)
        self.assertIn("dry run", self.baryon.run("sync", str(self.source), "--dry-run").out)

    def test_bad_template_fails_and_the_good_ones_are_registered(self) -> None:
        write(self.source, environment("good"), broken("bad"))
        done = self.baryon.run("sync", str(self.source), expect=1)
        self.assertIn("environments/bad/v1", done.out)
        self.assertEqual(self.baryon.versions("good"), ["1.0"])

    def test_directory_without_templates_says_so(self) -> None:
        write(self.source, {"README.md": "nothing"})
        self.assertIn("no templates", self.baryon.run("sync", str(self.source)).out)

    def test_pulled_files_are_those_that_were_synced(self) -> None:
        bundle = environment("network")
        tree = self.make_tree()
        write(self.source, bundle, {"environments/network/v1/infrastructure/größe.sh": "#!/bin/sh\r\necho\n"})
        base = self.source / "environments/network/v1"
        (base / "infrastructure/größe.sh").chmod(0o755)
        (base / "infrastructure/binary").write_bytes(bytes(range(256)) * 40)
        (base / "infrastructure/empty").write_bytes(b"")
        tree.commit("Add a network")
        self.baryon.run("sync", str(self.source))
        out = self.folder / "pulled"
        self.assertIn("network@1.0", self.baryon.run("pull", "network@1.0", "-o", str(out)).out)
        self.assertEqual(_content(out), _content(base))

    def test_pull_leaves_directories_with_content_alone(self) -> None:
        write(self.source, environment("network"))
        self.baryon.run("sync", str(self.source))
        out = self.folder / "full"
        write(out, {"mine.txt": "x"})
        self.baryon.run("pull", "network", "-o", str(out), expect=1)
        self.assertEqual([path.name for path in out.iterdir()], ["mine.txt"])

    def test_standard_output_holds_the_report_and_nothing_else(self) -> None:
        write(self.source, environment("network"))
        done = self.baryon.run("sync", str(self.source), "--json")
        self.assertEqual(done.out.count("\n"), 1)
        self.assertEqual(done.json["results"][0]["version"], "1.0")

    def stored(self) -> set[Path]:
        return {path for path in self.baryon.objects.rglob("*") if path.is_file()}


class SyncFromBitbucketTest(ServiceCase):
    def test_repository_on_bitbucket_is_registered(self) -> None:
        repository = self.repository("Infra Templates")
        self.fault("/projects/", drop_webhooks=True)
        commit = repository.push(environment("network"), message="Add a network")
        report = self.baryon.json("sync", repository.path)
        self.assertEqual((report["repository"], report["commit"]), (repository.path, commit))
        version = self.baryon.json("show", "network")
        self.assertEqual(version["description"], f"[{commit[:7]}] Add a network")
        self.assertEqual(version["ref"], "refs/heads/main")

    def test_branch_of_a_repository_on_bitbucket_is_registered(self) -> None:
        repository = self.repository()
        self.fault("/projects/", drop_webhooks=True)
        repository.push(environment("network"))
        repository.push(environment("side"), to="side")
        self.baryon.run("sync", repository.path, "--ref", "side")
        self.assertEqual(self.baryon.versions("side"), ["1.0"])

    def test_push_after_a_sync_by_hand_belongs_to_the_same_repository(self) -> None:
        repository = self.repository()
        self.fault("/projects/", drop_webhooks=True, times=1)
        repository.push(environment("network"))
        self.baryon.run("sync", repository.path)
        self.succeeded(repository.push(environment("network", marker="second")))
        self.assertEqual(self.baryon.versions("network"), ["1.0", "1.1"])

    def test_repository_or_branch_that_does_not_exist_ends_with_1(self) -> None:
        repository = self.repository()
        repository.push(environment("network"))
        self.baryon.run("sync", "PLAT/nothing", expect=1)
        self.baryon.run("sync", repository.path, "--ref", "nothing", expect=1)


def _content(directory: Path) -> dict[str, tuple[bytes, bool]]:
    """Each file's bytes, and whether it may be executed."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): (path.read_bytes(), bool(path.stat().st_mode & 0o100)) for path in files}


if __name__ == "__main__":
    unittest.main()
