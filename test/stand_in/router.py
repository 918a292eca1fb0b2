"""Finds the endpoint for a path."""
from __future__ import annotations

from collections.abc import Callable

from exchange import ApiError, Request, Response, json_response

Endpoint = Callable[..., Response]


class Router:
    """Endpoints by method and path template, such as "projects/{key}/repos/{slug}"; the names become arguments."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, list[str], Endpoint]] = []

    def add(self, method: str, template: str, endpoint: Endpoint) -> None:
        self._routes.append((method, template.split("/"), endpoint))

    def answer(self, request: Request, segments: list[str]) -> Response:
        """The endpoint's answer; 404 in the form of an unmapped address, or 405."""
        known = False
        for method, template, endpoint in self._routes:
            arguments = _bind(template, segments)
            if arguments is None:
                continue
            known = True
            if method == request.method:
                return endpoint(request, **arguments)
        if known:
            raise ApiError(405, None, "Method Not Allowed")
        return json_response({"status-code": 404, "message": f"null for uri: {request.path}"}, 404)


def _bind(template: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    arguments = {}
    for expected, segment in zip(template, segments, strict=True):
        if expected.startswith("{"):
            arguments[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return arguments
