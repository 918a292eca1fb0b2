"""Every fault does what its name says, where and as often as asked."""
from __future__ import annotations

import gzip
import hashlib
import hmac
import http.client
import socket
import subprocess
import time

from archive_test import commit_of
from case import REPOSITORY, StandInCase
from harness import SECRET, TOKEN, WAIT_SECONDS

ARCHIVES = "/archive"


class ResponseFaultTest(StandInCase):
    def setUp(self) -> None:
        super().setUp()
        self.commit = self.pushed(a="1" * 5000)

    def raw(self, path: str) -> bytes:
        """Everything that comes over the connection until it is closed."""
        with socket.create_connection(("127.0.0.1", self.stand_in.port)) as connection:
            request = f"GET /bitbucket/rest/api/latest{path} HTTP/1.1\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
            connection.sendall(request.encode())
            return b"".join(iter(lambda: connection.recv(1 << 16), b""))

    def test_delay_comes_before_the_answer(self) -> None:
        self.fault(match=ARCHIVES, delay_ms=300)
        start = time.monotonic()
        self.assertEqual(self.archive(self.commit).status, 200)
        self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_trickle_slows_the_body_down(self) -> None:
        whole = self.archive(self.commit).body
        self.fault(match=ARCHIVES, trickle=len(whole) * 2)
        start = time.monotonic()
        self.assertEqual(self.archive(self.commit).body, whole)
        self.assertGreaterEqual(time.monotonic() - start, 0.4)

    def test_status_replaces_the_answer(self) -> None:
        for status in (429, 500, 503):
            self.stand_in.control("DELETE", "faults")
            self.fault(match=ARCHIVES, status=status, retry_after=7)
            answer = self.archive(self.commit)
            self.assertEqual((answer.status, answer.headers["Retry-After"]), (status, "7"))

    def test_cut_body_ends_inside_a_chunk(self) -> None:
        whole = self.archive(self.commit).body
        for limit in (0, 20, len(whole), len(whole) + 1000):
            self.fault(match=ARCHIVES, cut_body_after=limit, times=2)
            with self.assertRaises(http.client.IncompleteRead):
                self.archive(self.commit)
            _, _, body = self.raw(f"{REPOSITORY}/archive?at={self.commit}&format=tar.gz").partition(b"\r\n\r\n")
            promised, _, sent = body.partition(b"\r\n")
            self.assertEqual(sent.rstrip(b"\r\n"), whole[:limit].rstrip(b"\r\n"))
            self.assertEqual(int(promised, 16), len(whole) if limit > len(whole) else limit + 1)

    def test_cut_body_breaks_answers_with_a_length_too(self) -> None:
        self.fault(match="/branches", cut_body_after=5)
        with self.assertRaises(http.client.IncompleteRead):
            self.stand_in.rest("GET", f"{REPOSITORY}/branches")

    def test_cut_gzip_ends_the_http_body_properly(self) -> None:
        whole = self.archive(self.commit).body
        self.fault(match=ARCHIVES, cut_gzip_after=40)
        cut = self.archive(self.commit).body
        self.assertEqual(cut, whole[:40])
        with self.assertRaises(EOFError):
            gzip.decompress(cut)

    def test_login_page_comes_with_success(self) -> None:
        self.fault(match=ARCHIVES, html_login=True)
        answer = self.archive(self.commit)
        self.assertEqual(answer.status, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/html"))

    def test_redirect_leads_elsewhere(self) -> None:
        self.fault(match=ARCHIVES, redirect_to="http://127.0.0.1:9/elsewhere")
        answer = self.archive(self.commit)
        self.assertEqual((answer.status, answer.headers["Location"]), (302, "http://127.0.0.1:9/elsewhere"))

    def test_garbage_is_no_gzip(self) -> None:
        self.fault(match=ARCHIVES, garbage=True)
        answer = self.archive(self.commit)
        self.assertEqual(answer.status, 200)
        with self.assertRaises(gzip.BadGzipFile):
            gzip.decompress(answer.body)

    def test_a_file_can_stand_in_for_the_archive(self) -> None:
        file = self.folder / "hostile.tar.gz"
        file.write_bytes(b"hostile")
        self.fault(match=ARCHIVES, serve_file=str(file))
        answer = self.archive(self.commit)
        self.assertEqual((answer.body, answer.headers["Transfer-Encoding"]), (b"hostile", "chunked"))

    def test_wrong_commit_can_be_served(self) -> None:
        newer = self.pushed(a="2")
        self.fault(match=ARCHIVES, wrong_commit=self.commit)
        self.assertEqual(commit_of(self.archive(newer).body), self.commit)

    def test_counted_faults_make_a_script(self) -> None:
        self.fault(match=ARCHIVES, status=503, times=2)
        self.fault(match=ARCHIVES, status=429, times=1)
        self.assertEqual([self.archive(self.commit).status for _ in range(4)], [503, 503, 429, 200])
        self.assertEqual(self.stand_in.control("GET", "faults"), [])

    def test_other_paths_are_spared(self) -> None:
        self.fault(match=f"archive\\?at={self.commit}", status=500)
        self.assertEqual(self.archive(self.commit).status, 500)
        self.assertEqual(self.archive("main").status, 200)
        self.stand_in.control("DELETE", "faults")
        self.assertEqual(self.archive(self.commit).status, 200)

    def test_pushes_can_fail_as_well(self) -> None:
        self.fault(match="/scm/", status=503)
        with self.assertRaises(subprocess.CalledProcessError):
            self.pushed(a="2")

    def test_wrong_descriptions_are_refused(self) -> None:
        wrong = [
            {}, {"explode": True}, {"status": 900}, {"status": 500, "unsigned": True}, {"match": "(", "status": 500},
            {"status": 500, "times": 0}, {"trickle": 0}, {"garbage": False}, {"serve_file": "/nowhere"},
        ]  # fmt: skip
        for description in wrong:
            answer = self.stand_in.request("POST", "/_stand_in/faults", description)
            self.assertEqual(answer.status, 400, description)


class WebhookFaultTest(StandInCase):
    def wait_until_faults_are_spent(self) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while self.stand_in.control("GET", "faults"):
            self.assertLess(time.monotonic(), deadline)

    def test_dropped_call_is_logged_but_not_made(self) -> None:
        self.fault(drop_webhooks=True, times=1)
        self.pushed(a="1")
        self.stand_in.wait_for_calls(1)
        self.pushed(a="2")
        self.assertEqual([c["outcome"] for c in self.stand_in.wait_for_calls(2)], ["DROPPED", "SUCCESS"])
        self.assertEqual(len(self.receiver.received), 1)

    def test_wrong_signature_does_not_fit_the_secret(self) -> None:
        self.fault(wrong_signature=True)
        self.pushed(a="1")
        received = self.receiver.wait_for(1)[0]
        right = hmac.new(SECRET.encode(), received.body, hashlib.sha256).hexdigest()
        self.assertRegex(received.headers["X-Hub-Signature"], r"^sha256=[0-9a-f]{64}$")
        self.assertNotEqual(received.headers["X-Hub-Signature"], f"sha256={right}")

    def test_unsigned_call_has_no_signature(self) -> None:
        self.fault(unsigned=True)
        self.pushed(a="1")
        self.assertIsNone(self.receiver.wait_for(1)[0].headers["X-Hub-Signature"])

    def test_duplicate_has_a_request_id_of_its_own(self) -> None:
        self.fault(duplicate=True)
        self.pushed(a="1")
        first, second = self.receiver.wait_for(2)
        self.assertEqual(first.body, second.body)
        self.assertNotEqual(first.headers["X-Request-Id"], second.headers["X-Request-Id"])

    def test_delayed_call_comes_later(self) -> None:
        self.fault(delay_webhook_ms=300)
        start = time.monotonic()
        self.pushed(a="1")
        self.receiver.wait_for(1)
        self.assertGreaterEqual(time.monotonic() - start, 0.3)

    def test_reversed_calls_swap_places(self) -> None:
        self.fault(reverse_order=True, times=1)
        first = self.pushed(a="1")
        self.wait_until_faults_are_spent()
        second = self.pushed(a="2")
        received = self.receiver.wait_for(2)
        self.assertEqual([r.json["changes"][0]["toHash"] for r in received], [second, first])

    def test_held_call_goes_out_when_faults_are_cleared(self) -> None:
        self.fault(reverse_order=True)
        commit = self.pushed(a="1")
        self.stand_in.control("DELETE", "faults")
        self.assertEqual(self.receiver.wait_for(1)[0].json["toCommit"]["id"], commit)

    def test_repository_can_be_singled_out(self) -> None:
        self.fault(match="/repos/other$", drop_webhooks=True)
        other = self.work_tree(self.create("Other"), "other")
        other.commit(a="1")
        other.push("main")
        commit = self.pushed(a="1")
        self.assertEqual(self.receiver.wait_for(1)[0].json["toCommit"]["id"], commit)
        self.assertEqual({c["outcome"] for c in self.stand_in.wait_for_calls(2)}, {"DROPPED", "SUCCESS"})
