"""What stands before functions on AWS: an HTTP API, and a bucket whose notifications call a function."""
from __future__ import annotations

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from support.lambda_function import LambdaFunction, http_api
from support.waiting import PATIENCE


class Gateway:
    """Hands webhooks to one function and notifications of S3, one at a time as an event, to another."""

    def __init__(self) -> None:
        self.webhooks: LambdaFunction | None = None
        self.objects: LambdaFunction | None = None
        self.notifications: list[bytes] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.path.startswith("/webhooks/"):
                    assert gateway.webhooks is not None
                    code, answer = gateway.webhooks.http(http_api(body, dict(self.headers.items()), self.path))
                else:
                    gateway.notifications.append(body)
                    gateway._waiting.put(body)
                    code, answer = 200, {}
                content = json.dumps(answer).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._waiting: queue.Queue[bytes | None] = queue.Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.threads = [
            threading.Thread(target=self.server.serve_forever, daemon=True),
            threading.Thread(target=self._call, daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def _call(self) -> None:
        """As Lambda does for S3: nobody waits for the answer, and an event that failed comes again, twice."""
        while (body := self._waiting.get()) is not None:
            assert self.objects is not None
            for _ in range(3):
                if not self.objects.api.invoke(body).is_error:
                    break

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._waiting.put(None)
        for thread in self.threads:
            thread.join(PATIENCE)
