#!/usr/bin/env python3
"""The judge of the chaos suite finds what it is there to find."""
from __future__ import annotations

import sys
import unittest
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "e2e"))

from verdict import Verdict, judge  # noqa: E402

ONE = ("PLAT/infra", "refs/heads/one", "1" * 40)
TWO = ("PLAT/infra", "refs/heads/two", "2" * 40)


def sync(key: tuple[str, str, str], state: str = "succeeded") -> dict[str, Any]:
    return {"repository": key[0], "ref": key[1], "commit": key[2], "state": state, "reason": "because"}


def version(key: tuple[str, str, str], number: str, digest: str) -> dict[str, Any]:
    return {"template": "network", "version": number, "commit": key[2], "digest": digest}


class VerdictTest(unittest.TestCase):
    def judge(self, syncs: list[dict[str, Any]], versions: list[dict[str, Any]], accepted: tuple = (ONE, TWO),
              gaps: tuple = ()) -> Verdict:
        return judge(accepted, {ONE, TWO}, syncs, versions, list(gaps))

    def test_all_is_well(self) -> None:
        found = self.judge([sync(ONE), sync(TWO)], [version(ONE, "1.0", "a"), version(TWO, "1.1", "b")])
        self.assertTrue(found.is_good, found)

    def test_what_was_not_accepted_may_be_there_or_not(self) -> None:
        self.assertTrue(self.judge([sync(ONE)], [version(ONE, "1.0", "a")], (ONE,)).is_good)
        both = [version(ONE, "1.0", "a"), version(TWO, "1.1", "b")]
        self.assertTrue(self.judge([sync(ONE), sync(TWO)], both, (ONE,)).is_good)

    def test_accepted_without_a_sync_is_lost(self) -> None:
        found = self.judge([sync(ONE)], [version(ONE, "1.0", "a")])
        self.assertEqual(len(found.lost), 1)
        self.assertIn("refs/heads/two", found.lost[0])

    def test_sync_that_did_not_succeed_is_lost(self) -> None:
        for state in ("dead", "superseded", "partial", "queued"):
            found = self.judge([sync(ONE), sync(TWO, state)], [version(ONE, "1.0", "a")])
            self.assertEqual(len(found.lost), 1, state)

    def test_sync_without_a_version_is_lost(self) -> None:
        self.assertEqual(len(self.judge([sync(ONE), sync(TWO)], [version(ONE, "1.0", "a")]).lost), 1)

    def test_two_versions_of_one_commit_are_doubled(self) -> None:
        versions = [version(ONE, "1.0", "a"), version(TWO, "1.1", "b"), version(ONE, "1.2", "a")]
        found = self.judge([sync(ONE), sync(TWO)], versions)
        self.assertEqual((len(found.lost), len(found.doubled)), (0, 2), found)  # one commit, one content

    def test_two_syncs_of_one_commit_are_doubled(self) -> None:
        versions = [version(ONE, "1.0", "a"), version(TWO, "1.1", "b")]
        self.assertEqual(len(self.judge([sync(ONE), sync(ONE), sync(TWO)], versions).doubled), 1)

    def test_what_was_never_pushed_is_strange(self) -> None:
        other = ("PLAT/infra", "refs/heads/other", "3" * 40)
        versions = [version(ONE, "1.0", "a"), version(TWO, "1.1", "b"), version(other, "1.2", "c")]
        self.assertEqual(len(self.judge([sync(ONE), sync(TWO), sync(other)], versions).strange), 2)

    def test_gap_of_the_ledger_is_strange(self) -> None:
        gap = {"repository": ONE[0], "ref": ONE[1], "reason": "its sync waits for a worker"}
        versions = [version(ONE, "1.0", "a"), version(TWO, "1.1", "b")]
        found = self.judge([sync(ONE), sync(TWO)], versions, gaps=(gap,))
        self.assertEqual(len(found.strange), 1)
        self.assertIn("refs/heads/one", found.strange[0])

    def test_numbers_with_a_gap_are_strange(self) -> None:
        found = self.judge([sync(ONE), sync(TWO)], [version(ONE, "1.0", "a"), version(TWO, "1.2", "b")])
        self.assertEqual(len(found.strange), 1)


if __name__ == "__main__":
    unittest.main()
