#!/usr/bin/env python3
"""The Proton API as the AWS SDK for JavaScript sees it, with signatures checked: runs proton_sdk/proton.cjs."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from support.bundles import Files, environment
from support.case import ServiceCase
from support.npm import node_modules
from support.proton import OPERATOR, VIEWER, environment_bundle, pack, service_bundle
from support.waiting import PATIENCE

SCRIPT = Path(__file__).resolve().parent / "proton_sdk" / "proton.cjs"


class SdkTest(ServiceCase):
    settings = {"auth": {"access_keys": [OPERATOR, VIEWER]}, "bitbucket": {"branches": ["main"]}}

    def upload(self, name: str, files: Files, below: str = "") -> None:
        path = self.baryon.data / "uploads" / name
        path.write_bytes(pack(files, below))

    def test_everything_that_the_script_does(self) -> None:
        modules = node_modules(SCRIPT.parent)
        node = shutil.which("node")
        if node is None:
            self.skipTest("nodejs is not installed")
        self.upload("environment.tar.gz", environment_bundle())
        self.upload("service.tar.gz", service_bundle(), "web/")
        repository = self.repository()
        commit = repository.push(environment("synced"), to="lab")
        variables = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.folder),
            "NODE_PATH": str(modules),
            "AWS_EC2_METADATA_DISABLED": "true",
            "PROTON_URL": self.server.url,
            "OPERATOR": f"{OPERATOR['id']}:{OPERATOR['secret']}",
            "VIEWER": f"{VIEWER['id']}:{VIEWER['secret']}",
            "SYNCED": f"{repository.path} lab {commit}",
        }
        done = subprocess.run(
            [node, str(SCRIPT)],
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=6 * PATIENCE,
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        passed = re.search(r"^(?:#|ℹ) pass (\d+)$", done.stdout, re.MULTILINE)
        self.assertIsNotNone(passed, done.stdout)
        self.assertEqual(int(passed[1]), SCRIPT.read_text().count("\ntest("), done.stdout)


if __name__ == "__main__":
    unittest.main()
