"""Sends deliveries as Bitbucket does, and keeps what the server said to each."""
from __future__ import annotations

import http.client
import queue
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from branches import Push
from burst import burst
from support.case import WEBHOOK_PATH
from support.receiving import REFS_CHANGED
from support.web import TIMEOUT, signature

CONNECTIONS = 8
WELCOME = {"accepted", "duplicate"}


class Sender:
    """Deliveries over a few connections. What counts as accepted was answered 2xx; nothing else was promised."""

    def __init__(self, url: Callable[[], str]):
        self._url = url
        self._lock = threading.Lock()
        self.accepted: dict[Push, None] = {}  # in the order of the answers
        self.sent = 0
        self.refused = 0  # answered 503
        self.cut = 0  # no answer: stored or not
        self.wrong: list[str] = []  # answers that should never be given

    def send(self, pushes: list[Push]) -> None:
        """All of them, once each; returns when each is answered or cut off."""
        waiting: queue.SimpleQueue[Push] = queue.SimpleQueue()
        for push in pushes:
            waiting.put(push)
        threads = [threading.Thread(target=self._work, args=(waiting,)) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def in_background(self, pushes: list[Push]) -> threading.Thread:
        thread = threading.Thread(target=self.send, args=(pushes,))
        thread.start()
        return thread

    def send_at_once(
        self, pushes: list[Push], sent: Callable[[], None], blow_after: int, blow: Callable[[], None]
    ) -> None:
        """All of them at the same instant; `sent` then, and `blow` the moment so many are answered."""
        url = self._url()
        answers = burst(url, [_request(url, push) for push in pushes], sent, blow_after, blow)
        for push, answer in zip(pushes, answers, strict=True):
            if answer is None:
                self._note_cut()
            else:
                self._note(push, answer.status, answer.body, answer.headers.get("retry-after"))

    def not_accepted(self, pushes: list[Push]) -> list[Push]:
        return [push for push in pushes if push not in self.accepted]

    def _work(self, waiting: queue.SimpleQueue[Push]) -> None:
        address = urlsplit(self._url())
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT)
        while True:
            try:
                push = waiting.get_nowait()
            except queue.Empty:
                break
            self._deliver(connection, push)
        connection.close()

    def _deliver(self, connection: http.client.HTTPConnection, push: Push) -> None:
        try:
            connection.request("POST", WEBHOOK_PATH, push.body, _headers(push))
            response = connection.getresponse()
            status, text = response.status, response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self._note_cut()
            return
        self._note(push, status, text, response.headers.get("Retry-After"))

    def _note_cut(self) -> None:
        with self._lock:
            self.sent += 1
            self.cut += 1

    def _note(self, push: Push, status: int, text: bytes, retry_after: str | None) -> None:
        with self._lock:
            self.sent += 1
            if status == 202 and any(f'"status":"{word}"'.encode() in text for word in WELCOME):
                self.accepted[push] = None
            elif status == 503 and retry_after:
                self.refused += 1
            else:
                self.wrong.append(f"{push.repository} {push.ref}: answered {status} {text!r}")


def _headers(push: Push) -> dict[str, str]:
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Event-Key": REFS_CHANGED,
        "X-Request-Id": push.commit,
        "X-Hub-Signature": signature(push.body),
    }


def _request(url: str, push: Push) -> bytes:
    """The same as bytes, on a connection that is used once."""
    headers = _headers(push) | {"Host": urlsplit(url).netloc, "Content-Length": str(len(push.body)), "Connection": "close"}
    lines = [f"POST {WEBHOOK_PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + push.body
