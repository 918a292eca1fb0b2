#!/usr/bin/env python3
"""Many connections and slow senders: memory stays bounded, and ordinary deliveries get through."""
from __future__ import annotations

import contextlib
import re
import resource
import socket
import unittest
from pathlib import Path
from urllib.parse import urlsplit

from support.baryon import BINARY, Server
from support.receiving import ReceivingCase, change, event
from support.waiting import eventually

MANY = 10_000
KEPT = 500  # descriptors of the test itself
BYTES_OF_AN_IDLE_CONNECTION = 16 * 1024  # measured: about a third of it
SANITIZED = {"asan-ubsan", "tsan"}
MEBIBYTE = 1 << 20
HEAD = b"POST /webhooks/bitbucket HTTP/1.1\r\nHost: x\r\n"


def memory(server: Server) -> int:
    """Resident bytes of the process."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(re.search(r"VmRSS:\s+(\d+)", status)[1])


class OverloadTest(ReceivingCase):
    def setUp(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.hard = hard
        super().setUp()
        self.connections = self.enterContext(contextlib.ExitStack())

    def open(self, bytes_sent: bytes = b"") -> socket.socket:
        address = urlsplit(self.server.url)
        connection = socket.create_connection((address.hostname, address.port))
        self.connections.callback(connection.close)
        connection.sendall(bytes_sent)
        return connection

    def open_sockets(self) -> int:
        return len(list(Path(f"/proc/{self.server.process.pid}/fd").iterdir()))

    @unittest.skipIf(BINARY.parent.name in SANITIZED, "sanitizers need memory of their own")
    def test_ten_thousand_idle_connections_take_little_memory_and_nobodys_turn(self) -> None:
        if self.hard < MANY + KEPT:
            self.skipTest(f"{MANY + KEPT} open files are not allowed: ulimit -Hn is {self.hard}")
        before = memory(self.server)
        for _ in range(MANY):
            self.open()
        eventually("all are taken", self.open_sockets, lambda count: count > MANY)
        self.assertLess(memory(self.server) - before, MANY * BYTES_OF_AN_IDLE_CONNECTION)
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")

    def test_idle_connections_beyond_the_limit_on_open_files_give_way(self) -> None:
        limit = 600
        resource.prlimit(self.server.process.pid, resource.RLIMIT_NOFILE, (limit, limit))
        first = self.open()
        for _ in range(limit):
            self.open()
        self.assertEqual(first.recv(1), b"", "the oldest has been closed")
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")
        self.assertEqual(self.server.get("/healthz").status, 200)

    def test_slow_senders_of_large_bodies_do_not_keep_ordinary_deliveries_out(self) -> None:
        size = 9 * MEBIBYTE  # of the 10 MiB that a body may have, and of the 256 MiB for all
        for _ in range(32):
            with contextlib.suppress(OSError):  # refused half-way
                self.open(HEAD + b"Content-Length: %d\r\n\r\n" % (size + 1) + b"x" * size)
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")
        self.assertLess(memory(self.server), 512 * MEBIBYTE)

    def test_slow_headers_do_not_keep_ordinary_deliveries_out(self) -> None:
        for _ in range(200):
            self.open(HEAD + b"X-Slow: ")
        self.assert_answer(self.deliver(event(change("one"))), 202, "accepted")


if __name__ == "__main__":
    unittest.main()
