#!/usr/bin/env python3
"""A backup made while pushes come in, and put back elsewhere."""
from __future__ import annotations

import shutil
import subprocess
import unittest

from support.baryon import Baryon
from support.bundles import environment
from support.case import ServiceCase
from support.stand_in import SECRET, TOKEN


class BackupTest(ServiceCase):
    def test_backup_of_a_running_server_is_whole(self) -> None:
        infra = self.repository()
        first = infra.push(environment("network"), message="Add network")
        self.succeeded(first)
        file = self.folder / "baryon.tar.gz"
        pushed = [infra.push(environment("network", marker=f"marker {n}"), message=f"Change {n}") for n in range(3)]
        report = self.baryon.json("backup", str(file))
        self.assertGreaterEqual(report["objects"], 2)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)

        listed = subprocess.run(["tar", "-tzf", str(file)], capture_output=True, text=True, check=True).stdout
        for name in ("backup.json", "database.sqlite", "keys/store-key", "sums.sha256"):
            self.assertIn(name, listed.splitlines())

        self.succeeded(pushed[-1])
        self.assertEqual(self.server.stop(), 0)
        self.assertGoesOnFrom(file, infra, pushed[-1])

    def assertGoesOnFrom(self, file, infra, newest: str) -> None:
        """Restored, it has what was registered by then, and catches up with what came later."""
        settings = {"bitbucket": {"url": self.stand_in.url, "token": TOKEN, "secrets": [SECRET]}}
        other = Baryon(self.folder / "other", settings)
        restored = other.json("restore", str(file))
        versions = other.versions("network")
        self.assertIn("1.0", versions)
        self.assertEqual(restored["versions"], len(versions))
        other.run("pull", "network@1.0", "-o", str(self.folder / "pulled"))
        self.assertTrue((self.folder / "pulled/schema/schema.yaml").exists())
        other.run("sync", infra.path)
        show = other.json("show", "network")
        self.assertEqual(show["commit"], newest)
        other.run("restore", str(file), expect=1)

    def test_damaged_backup_leaves_nothing_behind(self) -> None:
        self.succeeded(self.repository().push(environment("network")))
        file = self.folder / "baryon.tar.gz"
        self.baryon.run("backup", str(file))
        self.baryon.run("backup", str(file), expect=1)  # never overwritten
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        other = Baryon(self.folder / "other")
        done = other.run("restore", str(file), expect=1)
        self.assertIn("baryon:", done.err)
        self.assertFalse((other.data / "baryon.db").exists())
        self.assertEqual([path for path in other.data.iterdir()], [])
        shutil.rmtree(other.data)
        other.run("restore", str(self.folder / "missing"), expect=1)


if __name__ == "__main__":
    unittest.main()
