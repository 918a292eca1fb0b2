#!/usr/bin/env python3
"""The unit tests of the S3 store, with a real S3 server."""
from __future__ import annotations

import os
import subprocess
import unittest

from support.baryon import clean_environment
from support.radosgw import Radosgw
from support.s3_case import unit_tests
from support.waiting import PATIENCE

TESTS = "*S3Store*"


class S3ConformanceTest(unittest.TestCase):
    def test_the_store_passes_its_suites(self) -> None:
        program = unit_tests()
        if program is None:
            self.skipTest("BARYON_UNIT_TESTS does not name a program with the unit tests")
        rgw = Radosgw()
        self.addCleanup(rgw.close)
        server = {"BARYON_TEST_S3": rgw.url, "BARYON_TEST_S3_KEY": f"{rgw.user['id']}:{rgw.user['secret']}"}
        done = subprocess.run(
            [program, f"--gtest_filter={TESTS}", "--gtest_brief=1"],
            env=clean_environment(server) | {"TMPDIR": os.environ.get("TMPDIR", "/tmp")},
            capture_output=True,
            text=True,
            timeout=10 * PATIENCE,
        )
        self.assertEqual(done.returncode, 0, done.stdout[-20_000:] + done.stderr[-5_000:])
        self.assertNotIn("SKIPPED", done.stdout)
        self.assertIn("PASSED", done.stdout)


if __name__ == "__main__":
    unittest.main()
