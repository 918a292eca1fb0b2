"""The listener: a thread for each connection, keep-alive, TLS when given a certificate."""
from __future__ import annotations

import socket
import socketserver
import ssl
import sys
import time
import traceback
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from exchange import ApiError, Request, Response
from request_body import BadBody, RequestBody
from transmission import Pause, transmit

HANDSHAKE_SECONDS = 10
Application = Callable[[Request], Response]


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS as a server that shows `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


class HttpServer(ThreadingHTTPServer):
    """Listens on loopback only. Set `application` before `serve_forever`."""

    daemon_threads = True
    request_queue_size = 256
    application: Application

    def __init__(self, port: int, tls: ssl.SSLContext | None, pause: Pause, verbose: bool):
        self.tls = tls
        self.pause = pause
        self.verbose = verbose
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        """As the base class does it, less a reverse name lookup that can hang without a network."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        if self.tls:
            # The handshake waits for the connection's own thread: a silent client must not stop the listener.
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are everyday here; anything else is a defect worth a trace."""
        if not isinstance(sys.exc_info()[1], OSError) or self.verbose:
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "AtlassianStandIn"
    sys_version = ""
    disable_nagle_algorithm = True
    server: HttpServer

    def setup(self) -> None:
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(HANDSHAKE_SECONDS)
            self.request.do_handshake()
            self.request.settimeout(None)
        super().setup()
        self._clock_ahead = 0

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The value of `Date`."""
        return super().date_time_string((time.time() if timestamp is None else timestamp) + self._clock_ahead)

    def _exchange(self) -> None:
        try:
            body = RequestBody(self.rfile, self.headers)
            request = Request(self.command, self.path, self.headers, body)
            response = self._answer(request)
        except BadBody as error:
            self.close_connection = True
            self.send_error(400, str(error))
            return
        self._clock_ahead = request.effects.get("clock_ahead_s", 0)
        try:
            transmit(self, response, request.effects, self.server.pause)
        finally:
            response.finish()
        self._make_ready_for_next(body)

    do_GET = do_POST = do_PUT = do_DELETE = _exchange

    def _answer(self, request: Request) -> Response:
        try:
            return self.server.application(request)
        except (BadBody, ConnectionError):
            raise
        except Exception as error:  # a defect of the stand-in: show it, and stay up for the other tests
            traceback.print_exc()
            return ApiError(500, "internal.StandInException", repr(error)).response()

    def _make_ready_for_next(self, body: RequestBody) -> None:
        if self.close_connection:
            return
        try:
            self.close_connection = not body.drain()
        except BadBody:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        if self.server.verbose:
            super().log_message(format, *args)
