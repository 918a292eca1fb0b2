"""Deliveries that are all on their way at the same instant, and a blow as soon as so many of them are answered.

An answer that is given before its delivery is stored is told from one that is given after that by killing the server the
moment it comes: then much of what was sent with it is not stored yet. Everything else here is about being quick, and
about reading what was still answered: that counts as well.
"""
from __future__ import annotations

import contextlib
import selectors
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWERED_IN = 60.0  # seconds, unless something is broken


@dataclass(frozen=True)
class Answered:
    status: int
    headers: dict[str, str]  # names in small letters
    body: bytes


class Connection:
    """One request, sent before its answer is looked for."""

    def __init__(self, address: tuple[str, int], request: bytes):
        self._socket = socket.create_connection(address, ANSWERED_IN)
        self._request = request
        self._received = b""

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self) -> None:
        with contextlib.suppress(OSError):  # gone already: that shows in what is received
            self._socket.sendall(self._request)

    def receive(self) -> bool:
        """What is there. False when nothing more will come: the answer is whole, or cut off."""
        try:
            piece = self._socket.recv(65536)
        except OSError:
            return False
        self._received += piece
        return bool(piece) and self.answer() is None

    def answer(self) -> Answered | None:
        """None unless it is whole."""
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if len(body) < int(headers.get("content-length", 0)):
            return None
        return Answered(int(first.split()[1]), headers, body)

    def close(self) -> None:
        self._socket.close()


def burst(
    url: str, requests: list[bytes], sent: Callable[[], None], blow_after: int, blow: Callable[[], None]
) -> list[Answered | None]:
    """Sends all requests, each on a connection of its own, and calls `sent`; then `blow` when so many answers have come.
    Returns what was answered to each, None where nothing was or not all of it."""
    address = urlsplit(url)
    connections = [Connection((address.hostname, address.port), request) for request in requests]
    with selectors.DefaultSelector() as waiting, contextlib.ExitStack() as cleanup:
        for connection in connections:
            cleanup.callback(connection.close)
            waiting.register(connection, selectors.EVENT_READ, connection)
        for connection in connections:
            connection.send()
        sent()
        ended, is_struck = 0, False
        while waiting.get_map():
            ready = waiting.select(ANSWERED_IN)
            if not ready:
                raise AssertionError(f"{len(waiting.get_map())} of {len(requests)} deliveries get no answer")
            # What lies there unread was answered as well: it is enough to count, and quicker.
            if not is_struck and ended + len(ready) >= blow_after:
                is_struck = True
                blow()
            for key, _ in ready:
                if not key.data.receive():
                    waiting.unregister(key.fileobj)
                    ended += 1
        return [connection.answer() for connection in connections]
