#!/usr/bin/env python3
"""The zip file of the Lambda function runs where there is nothing else."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

from support.aws_services import AwsServices
from support.baryon import BINARY
from support.case import FolderCase
from support.lambda_function import LambdaFunction, http_api, push_body, signed

ROOT = Path(__file__).resolve().parents[2]
PRESET = BINARY.parent.name if BINARY.parent.parent == ROOT / "build" else ""


def package(folder: Path) -> Path:
    command = [sys.executable, str(ROOT / "scripts/package-lambda"), "--preset", PRESET, "--output", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1000)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    archive, = folder.glob("baryon-lambda-*.zip")
    return archive


@unittest.skipUnless(PRESET in ("release", "debug"), "no package is made of a build with sanitizers")
class PackageTest(FolderCase):
    def setUp(self) -> None:
        super().setUp()
        self.archive = package(self.folder / "package")

    def test_is_small_and_the_same_each_time(self) -> None:
        self.assertLess(self.archive.stat().st_size, 15_000_000)
        again = package(self.folder / "again")
        digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (self.archive, again)}
        self.assertEqual(len(digests), 1)

    def test_holds_the_program_and_its_libraries_only(self) -> None:
        with zipfile.ZipFile(self.archive) as archive:
            names = archive.namelist()
            self.assertIn("bootstrap", names)
            for entry in archive.infolist():
                self.assertTrue(entry.filename == "bootstrap" or ".so" in entry.filename, entry.filename)
                self.assertEqual(entry.external_attr >> 16, 0o100755)
        self.assertEqual(len(names), len(set(names)))

    def test_runs_in_an_empty_root(self) -> None:
        root = self.folder / "root"
        (root / "var/task").mkdir(parents=True)
        (root / "tmp").mkdir()
        (root / "etc/ssl/certs").mkdir(parents=True)
        for file in ("etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt"):
            if Path("/", file).exists():
                shutil.copy(Path("/", file), root / file)
        subprocess.run([sys.executable, "-m", "zipfile", "-e", str(self.archive), str(root / "var/task")], check=True)
        for file in (root / "var/task").rglob("*"):
            file.chmod(0o755)
        command = ["unshare", "--map-root-user", f"--root={root}", "/var/task/bootstrap"]
        if os.geteuid() == 0:
            command = ["chroot", str(root), "/var/task/bootstrap"]
        elif subprocess.run(["unshare", "--map-root-user", "true"], capture_output=True).returncode != 0:
            self.skipTest("neither root nor user namespaces")
        aws = AwsServices("lambda key")
        self.addCleanup(aws.close)
        function = LambdaFunction(self.folder, {"BARYON_LAMBDA_QUEUE_URL": aws.queue_url}, command)
        self.addCleanup(function.kill)
        ping = b'{"test": true}'
        self.assertEqual(function.http(http_api(ping, signed(ping, "diagnostics:ping")))[0], 200)
        body = push_body()  # needs the libraries that are loaded late
        self.assertEqual(function.http(http_api(body, signed(body)))[0], 202, function.log)
        self.assertEqual(len(aws.messages), 1)


if __name__ == "__main__":
    unittest.main()
