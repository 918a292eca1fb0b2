"""Writes an answer to the socket, whole or deliberately broken."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from exchange import Response

Pause = Callable[[float], bool]  # waits so many seconds; True: the program ends, do not go on
TRICKLES_PER_SECOND = 10


def transmit(handler: BaseHTTPRequestHandler, response: Response, effects: Mapping[str, Any], pause: Pause) -> None:
    """Send `response`; `effects` may slow it down, end its content early or cut the connection inside it."""
    chunks, length = _content(response)
    if "cut_gzip_after" in effects:
        limit = effects["cut_gzip_after"]
        chunks, length = _head(chunks, limit), None if length is None else min(length, limit)
    if "trickle" in effects:
        chunks = _slowed(chunks, effects["trickle"], pause)

    chunked = length is None and handler.request_version != "HTTP/1.0"
    if length is None and not chunked:
        handler.close_connection = True
    _send_head(handler, response, length, chunked)
    _send_body(handler, chunks, chunked, effects.get("cut_body_after"))


def _content(response: Response) -> tuple[Iterator[bytes], int | None]:
    """The body as pieces, with its length where it is known beforehand."""
    if isinstance(response.body, bytes):
        return iter([response.body] if response.body else []), len(response.body)
    declared = response.headers.pop("Content-Length", None)
    return response.body, None if declared is None else int(declared)


def _send_head(handler: BaseHTTPRequestHandler, response: Response, length: int | None, chunked: bool) -> None:
    handler.send_response(response.status)
    for name, value in response.headers.items():
        handler.send_header(name, value)
    if chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif length is not None and response.status != 204:
        handler.send_header("Content-Length", str(length))
    if handler.close_connection:
        handler.send_header("Connection", "close")
    handler.end_headers()


def _send_body(handler: BaseHTTPRequestHandler, chunks: Iterator[bytes], chunked: bool, cut_after: int | None) -> None:
    sent = 0
    for chunk in chunks:
        if cut_after is not None and sent + len(chunk) >= cut_after:
            part = chunk[: cut_after - sent]
            # A chunk that promises one byte more than ever comes: the client is left inside it.
            handler.wfile.write((b"%x\r\n" % (len(part) + 1) if chunked else b"") + part)
            break
        handler.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
        sent += len(chunk)
    if cut_after is not None:
        handler.close_connection = True
    elif chunked:
        handler.wfile.write(b"0\r\n\r\n")


def _head(chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    for chunk in chunks:
        if chunk[:limit]:
            yield chunk[:limit]
        limit -= len(chunk)
        if limit <= 0:
            return


def _slowed(chunks: Iterator[bytes], bytes_per_second: float, pause: Pause) -> Iterator[bytes]:
    step = max(1, int(bytes_per_second / TRICKLES_PER_SECOND))
    for chunk in chunks:
        for start in range(0, len(chunk), step):
            piece = chunk[start : start + step]
            yield piece
            pause(len(piece) / bytes_per_second)
