#!/usr/bin/env python3
"""Who may tell the service anything: signatures, and bodies recorded from real servers."""
from __future__ import annotations

import json
import random
import unittest

from support.receiving import PING, REFS_CHANGED, ReceivingCase, change, event, webhook_fixtures
from support.stand_in import SECRET
from support.web import encode, signature

KNOWN_BODY = "bitbucket-server/froggit-pushpayload.json"
KNOWN_SECRET = "abc123"
KNOWN_SIGNATURE = "sha256=726b95677f1eeecc07acce435b9d29d7360242e171bbe70a5db811bcb37ef039"
SAMPLE = 64
NO_FIXTURES = "the webhook fixtures are not here: set BARYON_SHARED to the folder that holds fixtures/webhooks"


class DeniedTest(ReceivingCase):
    def test_missing_signature_is_denied(self) -> None:
        answer = self.deliver(event(change("one")), secret=None)
        self.assert_answer(answer, 401, "denied")
        self.assertIsNone(answer.json["delivery"])

    def test_malformed_signature_is_denied(self) -> None:
        body = encode(event(change("one")))
        right = signature(body).removeprefix("sha256=")
        for wrong in (
            "",
            "=",
            "sha256",
            "sha256=",
            "sha256=" + right[:-1],
            "sha256=" + right[:-2],
            "sha256=" + right + "00",
            "sha256=" + "z" * 64,
            "sha1=" + right[:40],
            "sha512=" + right,
            right,
            "SHA256 " + right,
            "sha256=" + right + "," + right,
            "x" * 5000,
        ):
            with self.subTest(wrong[:80]):
                self.assert_answer(self.deliver(body, signed_as=wrong), 401, "denied")

    def test_signature_of_another_secret_is_denied(self) -> None:
        for secret in ("wrong", SECRET + " ", SECRET[:-1], SECRET.upper(), ""):
            with self.subTest(secret):
                self.assert_answer(self.deliver(event(change("one")), secret=secret), 401, "denied")

    def test_signature_of_another_body_is_denied(self) -> None:
        borrowed = signature(encode(event(change("one"))))
        self.assert_answer(self.deliver(event(change("two")), signed_as=borrowed), 401, "denied")
        self.assert_answer(self.deliver(b"", signed_as=borrowed), 401, "denied")

    def test_denied_requests_leave_a_counter_and_few_lines_of_log(self) -> None:
        for _ in range(25):
            self.deliver(event(change("one")), secret="wrong")
        self.assertEqual(self.recorded(), [])
        metrics = self.server.get("/metrics").body.decode()
        self.assertIn('baryon_deliveries_total{forge="bitbucket",result="denied"} 25', metrics)
        self.assertLess(self.server.log.count("denied"), 10)

    def test_body_is_checked_before_it_is_understood(self) -> None:
        self.assert_answer(self.deliver(b"not JSON", secret="wrong"), 401, "denied")


class RotationTest(ReceivingCase):
    settings = {"bitbucket": {"secrets": ["the old one", "the new one"]}}

    def test_every_configured_secret_is_live(self) -> None:
        self.assert_answer(self.deliver(event(change("one")), secret="the old one"), 202, "accepted")
        self.assert_answer(self.deliver(event(change("two")), secret="the new one"), 202, "accepted")
        self.assert_answer(self.deliver(event(change("three")), secret="another one"), 401, "denied")


class RecordedBodiesTest(ReceivingCase):
    settings = {"bitbucket": {"secrets": [KNOWN_SECRET], "branches": ["**"]}}

    def setUp(self) -> None:
        self.fixtures = webhook_fixtures()
        if self.fixtures is None:
            self.skipTest(NO_FIXTURES)
        super().setUp()

    def test_known_signature_is_accepted(self) -> None:
        body = (self.fixtures / KNOWN_BODY).read_bytes()
        self.assertEqual(signature(body, KNOWN_SECRET), KNOWN_SIGNATURE)
        # Personal projects are projects like others: "*" takes them, too.
        self.assert_answer(self.deliver(body, signed_as=KNOWN_SIGNATURE), 202, "accepted")

    def test_no_single_changed_bit_goes_through(self) -> None:
        body = (self.fixtures / KNOWN_BODY).read_bytes()
        chosen = random.Random(20241127)
        for bit in chosen.sample(range(8 * len(body)), SAMPLE):
            changed = bytearray(body)
            changed[bit // 8] ^= 1 << bit % 8
            answer = self.deliver(bytes(changed), signed_as=KNOWN_SIGNATURE)
            self.assertEqual(answer.status, 401, f"bit {bit} of the body")
        digits = KNOWN_SIGNATURE.removeprefix("sha256=")
        for bit in chosen.sample(range(4 * len(digits)), SAMPLE):
            digit = f"{int(digits[bit // 4], 16) ^ 1 << bit % 4:x}"
            changed_digits = digits[: bit // 4] + digit + digits[bit // 4 + 1 :]
            answer = self.deliver(body, signed_as="sha256=" + changed_digits)
            self.assertEqual(answer.status, 401, f"bit {bit} of the signature")
        self.assertEqual(self.recorded(), [])

    def test_recorded_bodies_are_answered_as_they_deserve(self) -> None:
        index = json.loads((self.fixtures / "index.json").read_text())
        entries = [entry for entry in index if entry["forge"] == "bitbucket-server"]
        self.assertGreater(len(entries), 0)
        for entry in entries:
            with self.subTest(entry["file"]):
                body = (self.fixtures / entry["file"]).read_bytes()
                answer = self.deliver(body, entry["event"], secret=KNOWN_SECRET)
                code, status = _deserved(entry["event"], json.loads(body))
                self.assert_answer(answer, code, status)

    def test_bodies_of_other_forges_do_no_harm(self) -> None:
        index = json.loads((self.fixtures / "index.json").read_text())
        for entry in index:
            if entry["forge"] == "bitbucket-server":
                continue
            with self.subTest(entry["file"]):
                body = (self.fixtures / entry["file"]).read_bytes()
                answer = self.deliver(body, REFS_CHANGED, secret=KNOWN_SECRET)
                self.assert_answer(answer, 400, "invalid")


def _deserved(event_key: str, body: dict) -> tuple[int, str]:
    if event_key == PING:
        return 200, "pong"
    wanted = [c for c in body["changes"] if c["ref"]["type"] == "BRANCH" and c["type"] != "DELETE"]
    return (202, "accepted") if wanted else (200, "ignored")


if __name__ == "__main__":
    unittest.main()
