"""For tests in Python: starts the stand-in, receives its webhooks, and pushes with a real Git."""
from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROGRAM = Path(__file__).with_name("bitbucket.py")
WAIT_SECONDS = 30
TOKEN = "a-token-for-tests"
SECRET = "a secret with ümlaut"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def exception_name(self) -> str:
        return self.json["errors"][0]["exceptionName"]


class StandInProcess:
    """The program as a child process on a free port."""

    def __init__(self, root: Path, *options: str, environment: Mapping[str, str] | None = None):
        command = [sys.executable, str(PROGRAM), "--root", str(root), "--token", TOKEN, *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
        )
        ready = self.process.stdout.readline()
        if not ready:
            raise RuntimeError(f"the stand-in ended with {self.process.wait()} before it was ready")
        told = json.loads(ready)
        self.url, self.port = told["url"], told["port"]

    def stop(self) -> int:
        """End it as a service manager would. Returns its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(WAIT_SECONDS)
        finally:
            self.process.kill()
            self.process.stdout.close()

    def rest(self, method: str, path: str, body: Any = None, authorization: str | None = f"Bearer {TOKEN}") -> Answer:
        """A call below /rest/api/latest."""
        return self.request(method, f"/rest/api/latest{path}", body, authorization)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A call of the control interface that must succeed; its JSON."""
        answer = self.request(method, f"/_stand_in/{path}", body)
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.body!r}")
        return answer.json if answer.body else None

    def request(self, method: str, path: str, body: Any = None, authorization: str | None = None) -> Answer:
        """Any call, on a connection of its own. Raises http.client.IncompleteRead when the answer is cut off."""
        connection = self.connect()
        try:
            headers = {"Authorization": authorization} if authorization else {}
            data = None if body is None else json.dumps(body)
            connection.request(method, urlsplit(self.url).path + path, data, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def connect(self) -> http.client.HTTPConnection:
        address = urlsplit(self.url)
        if address.scheme == "http":
            return http.client.HTTPConnection(address.hostname, address.port, timeout=WAIT_SECONDS)
        trusting = ssl._create_unverified_context()
        return http.client.HTTPSConnection(address.hostname, address.port, timeout=WAIT_SECONDS, context=trusting)

    def wait_for_calls(self, count: int) -> list[dict[str, Any]]:
        """The log of webhook calls, once `count` of them are over."""
        return self.control("GET", f"webhook_calls?at_least={count}&timeout_ms={WAIT_SECONDS * 1000}")


@dataclass
class Received:
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """A webhook's address: keeps what arrives and answers `status`."""

    def __init__(self, status: int = 202, tls: ssl.SSLContext | None = None):
        self.status = status
        self.received: list[Received] = []
        self._grown = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, address: None  # a sender that was stopped half-way
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}/webhook"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def wait_for(self, count: int) -> list[Received]:
        """The first `count` requests, once they are here."""
        with self._grown:
            if not self._grown.wait_for(lambda: len(self.received) >= count, WAIT_SECONDS):
                raise TimeoutError(f"{len(self.received)} webhook calls came instead of {count}")
            return self.received[:count]

    def wait_for_next(self, cause: Callable[[], Any]) -> Received:
        """The request that follows from doing `cause`; none other may be under way."""
        before = len(self.received)
        cause()
        return self.wait_for(before + 1)[before]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _add(self, received: Received) -> None:
        with self._grown:
            self.received.append(received)
            self._grown.notify_all()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver._add(Received(self.headers, body))
                self.send_response(receiver.status)
                self.end_headers()
                self.wfile.write(b"noted")

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


class WorkTree:
    """A clone on disk, driven by the real git command without the user's configuration."""

    def __init__(self, directory: Path, remote: str):
        directory.mkdir(parents=True)
        self.directory = directory
        self.remote = remote
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **variables: str) -> str:
        """A command's output without the final line end. Raises CalledProcessError, with stderr, if it fails."""
        who = ["-c", "user.name=Jane Citizen", "-c", "user.email=jane@example.com"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_TERMINAL_PROMPT": "0"}
        environment |= variables
        command = ["git", *who, *arguments]
        done = subprocess.run(command, cwd=self.directory, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.rstrip("\n")

    def commit(self, message: str = "Change", **files: str) -> str:
        """Write files (in names, __ stands for a dot) and commit everything. Returns the hash."""
        for name, text in files.items():
            (self.directory / name.replace("__", ".")).write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def push(self, *refs: str, options: tuple[str, ...] = ()) -> None:
        self.git(*options, "push", "--quiet", self.remote, *refs)
