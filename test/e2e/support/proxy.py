"""A small forward proxy: absolute addresses for http, CONNECT for https."""
from __future__ import annotations

import base64
import contextlib
import http.client
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "proxy-connection", "proxy-authorization", "keep-alive", "te", "transfer-encoding"}
TIMEOUT = 30


class Proxy:
    """Listens on loopback; `seen` holds method and target of each request that was let through."""

    def __init__(self, credentials: str = ""):
        self.seen: list[tuple[str, str]] = []
        self.refused = 0
        self._wanted = f"Basic {base64.b64encode(credentials.encode()).decode()}" if credentials else None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, address: None  # clients that go away
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _lets_through(self, handler: BaseHTTPRequestHandler) -> bool:
        if self._wanted is None or handler.headers.get("Proxy-Authorization") == self._wanted:
            self.seen.append((handler.command, handler.path))
            return True
        self.refused += 1
        handler.send_response(407)
        handler.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return False

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_CONNECT(self) -> None:
                if not proxy._lets_through(self):
                    return
                host, port = self.path.rsplit(":", 1)
                with socket.create_connection((host, int(port)), TIMEOUT) as upstream:
                    self.send_response(200, "Connection established")
                    self.end_headers()
                    _copy_both_ways(self.connection, upstream)
                self.close_connection = True

            def do_GET(self) -> None:
                if not proxy._lets_through(self):
                    return
                self.close_connection = True
                status, headers, body = _forward(self)
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in HOP_BY_HOP | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def _forward(handler: BaseHTTPRequestHandler) -> tuple[int, list[tuple[str, str]], bytes]:
    target = urlsplit(handler.path)
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP_BY_HOP}
    headers["Via"] = "1.1 test-proxy"
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=TIMEOUT)
    with contextlib.closing(connection):
        path = target.path + (f"?{target.query}" if target.query else "")
        connection.request(handler.command, path, body or None, headers)
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()


def _copy_both_ways(one: socket.socket, other: socket.socket) -> None:
    peers = {one: other, other: one}
    while True:
        for ready in select.select([one, other], [], [])[0]:
            piece = ready.recv(1 << 16)
            if not piece:
                return
            peers[ready].sendall(piece)
