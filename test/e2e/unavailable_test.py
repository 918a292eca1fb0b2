#!/usr/bin/env python3
"""A delivery that cannot be stored is not acknowledged."""
from __future__ import annotations

import sqlite3
import time
import unittest

from support.full_disk import full_disk
from support.receiving import ReceivingCase, change, event
from support.web import encode

BITBUCKET_TIMEOUT = 10  # seconds until Bitbucket gives a call up
LARGE = 1 << 20


class UnavailableTest(ReceivingCase):
    def test_full_disk_is_answered_503_and_later_all_is_well(self) -> None:
        body = encode(event(change("one")))
        body += b" " * LARGE
        with full_disk(self.server.process.pid):
            self.assert_unavailable(self.deliver(body))
            self.assertEqual(self.server.get("/healthz").status, 200)
        self.assert_answer(self.deliver(body), 202, "accepted")
        self.assertEqual([d["status"] for d in self.recorded()], ["accepted"])

    def test_full_disk_is_told_apart_from_what_needs_no_disk(self) -> None:
        with full_disk(self.server.process.pid):
            padded = encode(event(change("one"))) + b" " * LARGE
            self.assert_answer(self.deliver(padded, secret="wrong"), 401, "denied")
            self.assert_answer(self.deliver(b"no JSON" + b" " * LARGE), 400, "invalid")

    def test_locked_database_is_answered_503_before_bitbucket_gives_up(self) -> None:
        other = sqlite3.connect(self.baryon.data / "baryon.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        answer = self.deliver(event(change("one")))
        took = time.monotonic() - began
        other.execute("ROLLBACK")
        other.close()
        self.assert_unavailable(answer)
        self.assertLess(took, BITBUCKET_TIMEOUT)
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")

    def assert_unavailable(self, answer) -> None:
        self.assert_answer(answer, 503, "unavailable")
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertIsNone(answer.json["delivery"])


if __name__ == "__main__":
    unittest.main()
