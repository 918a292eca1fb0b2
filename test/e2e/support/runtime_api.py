"""AWS Lambda's Runtime API, version 2018-06-01, for one function."""
from __future__ import annotations

import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from support.waiting import PATIENCE

PREFIX = "/2018-06-01/runtime/"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:baryon"


@dataclass
class Invocation:
    """An event, and what the function answered."""

    event: bytes
    seconds: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    trace: str = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"
    answered: threading.Event = field(default_factory=threading.Event)
    is_error: bool = False
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    answered_at: float = 0.0

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class RuntimeApi:
    """Hands events to whoever asks for the next one, and takes the answers."""

    def __init__(self) -> None:
        self.asked = threading.Event()  # for an event, for the first time
        self.asked_at = 0.0
        self.start_error: dict[str, Any] | None = None
        self.failed = threading.Event()  # the function said that it cannot start
        self.next_status = 200
        self._waiting: queue.Queue[Invocation | None] = queue.Queue()
        self._running: dict[str, Invocation] = {}
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:  # noqa: N802
                now = time.perf_counter()
                if self.path != PREFIX + "invocation/next":
                    return self.answer(404, {})
                if api.next_status != 200:
                    return self.answer(api.next_status, {"errorMessage": "State transition is not allowed"})
                if not api.asked.is_set():
                    api.asked_at = now
                    api.asked.set()
                invocation = api._waiting.get()
                if invocation is None:
                    return self.answer(500, {"errorMessage": "Container error"})
                api._running[invocation.id] = invocation
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(invocation.event)))
                self.send_header("Lambda-Runtime-Aws-Request-Id", invocation.id)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + invocation.seconds) * 1000)))
                self.send_header("Lambda-Runtime-Invoked-Function-Arn", ARN)
                self.send_header("Lambda-Runtime-Trace-Id", invocation.trace)
                self.end_headers()
                self.wfile.write(invocation.event)

            def do_POST(self) -> None:  # noqa: N802
                now = time.perf_counter()
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                if self.path == PREFIX + "init/error":
                    api.start_error = json.loads(body)
                    api.failed.set()
                    return self.answer(202, {"status": "OK"})
                parts = self.path.removeprefix(PREFIX).split("/")
                invocation = api._running.pop(parts[1], None) if parts[0] == "invocation" and len(parts) == 3 else None
                if invocation is None or parts[2] not in ("response", "error"):
                    return self.answer(400, {"errorMessage": "Invalid request ID", "errorType": "InvalidRequestID"})
                invocation.is_error = parts[2] == "error"
                invocation.body = body
                invocation.headers = dict(self.headers)
                invocation.answered_at = now
                self.answer(202, {"status": "OK"})
                invocation.answered.set()
                return None

            def answer(self, status: int, document: dict[str, Any]) -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """A function that was killed while it waited is no fault of the API."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def begin(self, event: Any, seconds: float = 60) -> Invocation:
        """Hand an event over, without waiting for its answer. Bytes go as they are."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        invocation = Invocation(body, seconds)
        self._waiting.put(invocation)
        return invocation

    def invoke(self, event: Any, seconds: float = 60) -> Invocation:
        invocation = self.begin(event, seconds)
        if not invocation.answered.wait(PATIENCE):
            raise AssertionError("the function did not answer")
        return invocation

    def end(self) -> None:
        """Whoever waits for an event is told to end."""
        self._waiting.put(None)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
