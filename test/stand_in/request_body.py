"""A request's body, read piece by piece: Git sends packs of any size, chunked or with a length."""
from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO

MAX_LINE = 1024
MAX_DRAIN = 1 << 20


class BadBody(Exception):
    """The body breaks HTTP's framing, ends early, or is too large for its purpose."""


class RequestBody:
    """Reads exactly one body off a kept-alive connection. One thread at a time."""

    def __init__(self, stream: BinaryIO, headers: Message):
        self._stream = stream
        self._chunked = "chunked" in headers.get("Transfer-Encoding", "").lower()
        length = headers.get("Content-Length", "0")
        if not length.isdigit():
            raise BadBody(f"Content-Length '{length}' is not a number")
        self.length = None if self._chunked else int(length)
        self._left = self.length or 0  # in the body, or in the current chunk
        self._ended = not self._chunked and self._left == 0

    def read(self, limit: int = 1 << 16) -> bytes:
        """Up to `limit` bytes; empty only at the end."""
        if self._chunked and self._left == 0 and not self._ended:
            self._next_chunk()
        if self._ended:
            return b""
        data = self._stream.read(min(limit, self._left))
        if not data:
            raise BadBody("the client closed the connection inside a body")
        self._left -= len(data)
        if self._left == 0:
            if self._chunked:
                self._expect_line(b"")
            else:
                self._ended = True
        return data

    def read_all(self, limit: int) -> bytes:
        """The whole body, refused when longer than `limit`."""
        parts, size = [], 0
        for part in self:
            size += len(part)
            if size > limit:
                raise BadBody(f"the body is longer than {limit} bytes")
            parts.append(part)
        return b"".join(parts)

    def drain(self) -> bool:
        """Skip what is left, so that the connection can be used again. False: too much, close it instead."""
        size = 0
        for part in self:
            size += len(part)
            if size > MAX_DRAIN:
                return False
        return True

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read():
            yield data

    def _next_chunk(self) -> None:
        size = self._line().partition(b";")[0].strip()
        try:
            self._left = int(size, 16)
        except ValueError as error:
            raise BadBody(f"chunk size {size!r} is not hexadecimal") from error
        if self._left == 0:
            while self._line():  # trailers
                pass
            self._ended = True

    def _expect_line(self, expected: bytes) -> None:
        if self._line() != expected:
            raise BadBody("a chunk does not end where it said")

    def _line(self) -> bytes:
        line = self._stream.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            raise BadBody("a line of the chunk framing is cut or too long")
        return line.rstrip(b"\r\n")
