"""One HTTP request and its answer, as values: the endpoints never touch a socket."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote

from request_body import RequestBody

JSON_TYPE = "application/json;charset=UTF-8"
MAX_JSON_BODY = 1 << 20


class ApiError(Exception):
    """An answer of Bitbucket's error shape; raised from anywhere below an endpoint.

    Clients branch on the end of `exception_name`, so it carries the product's real class names.
    """

    def __init__(self, status: int, exception_name: str | None, message: str, context: str | None = None):
        super().__init__(message)
        self.status = status
        self.exception_name = exception_name and f"com.atlassian.bitbucket.{exception_name}"
        self.message = message
        self.context = context

    def response(self) -> Response:
        error = {"context": self.context, "message": self.message, "exceptionName": self.exception_name}
        return json_response({"errors": [error]}, self.status)


def bad_request(message: str, context: str | None = None) -> ApiError:
    """A 400 that names the field at fault."""
    return ApiError(400, "validation.ArgumentValidationException", message, context)


@dataclass
class Request:
    """What came in. `user` and `effects` are filled in on the way to the endpoint."""

    method: str
    target: str  # path and query exactly as received
    headers: Message
    body: RequestBody
    user: str | None = None
    effects: dict[str, Any] = field(default_factory=dict)  # the fault that applies to this request

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True, errors="surrogateescape")

    def argument(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter; an empty one counts as absent."""
        return self.query.get(name, [""])[0] or default

    def segments(self) -> list[str]:
        """The path's segments, split before decoding so that an encoded slash stays inside its segment."""
        return [unquote(segment, errors="surrogateescape") for segment in self.path.split("/")[1:]]

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; an empty body is an empty object."""
        raw = self.body.read_all(MAX_JSON_BODY)
        try:
            value = json.loads(raw or b"{}")
        except ValueError as error:
            raise bad_request(f"The body is not JSON: {error}") from error
        if not isinstance(value, dict):
            raise bad_request("The body must be a JSON object.")
        return value


@dataclass
class Response:
    """What goes out. A body given as an iterator is streamed, in chunks unless Content-Length is among the headers."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Iterator[bytes] = b""
    after: Callable[[], None] | None = None  # runs once the answer has left, or the client has

    def finish(self) -> None:
        """Release what the body holds (a Git process, a file), then run `after`."""
        close = getattr(self.body, "close", None)
        if close:
            close()
        if self.after:
            self.after()


def json_response(value: Any, status: int = 200) -> Response:
    """A JSON answer in the compact form Bitbucket uses."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(errors="replace")
    return Response(status, {"Content-Type": JSON_TYPE}, body)


def html_response(title: str, status: int = 200) -> Response:
    """A small page, for the places where a browser would be sent."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Response(status, {"Content-Type": "text/html;charset=UTF-8"}, page.encode())


def file_chunks(stream: Any, size: int = 1 << 16) -> Iterator[bytes]:
    """What is left in a file or pipe, piece by piece, so that no answer is ever held in memory."""
    while chunk := stream.read(size):
        yield chunk
