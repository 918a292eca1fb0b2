"""Puts the parts together and leads each request to the one it is for."""
from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auth import refusal, user_of
from control import Control
from dispatcher import Dispatcher
from exchange import JSON_TYPE, ApiError, Request, Response, file_chunks, html_response
from faults import Faults
from git import Git
from git_http import GitHttp, RefUpdate
from journal import Journal
from push_event import REFS_CHANGED, refs_changed
from repositories import Repositories, Repository
from rest.api import RestApi
from router import Endpoint
from shapes import Shapes
from state_file import StateFile
from transmission import Pause
from webhooks import Webhook, Webhooks

PROXY_HEADERS = ("Via", "Forwarded", "X-Forwarded-For", "Proxy-Connection")
GARBAGE = b"this is neither an archive nor JSON " * 64


@dataclass(frozen=True)
class Settings:
    """How the stand-in was started."""

    root: Path
    base_url: str  # with the context path
    context_path: str  # "" or "/bitbucket"
    token: str
    open_push: bool = False
    page_limit: int = 1000
    webhook: Webhook | None = None
    verbose: bool = False


class StandIn:
    """A Bitbucket as far as a client that syncs repositories can see. Thread-safe."""

    def __init__(self, settings: Settings, pause: Pause):
        self._settings = settings
        self._pause = pause
        self._faults = Faults()
        self._requests = Journal()
        calls = Journal()
        state = StateFile(settings.root / "state.json")
        git = Git(settings.root / "hooks", settings.verbose)
        self._repositories = Repositories(settings.root, state, git)
        self._shapes = Shapes(settings.base_url)
        webhooks = Webhooks(state, settings.webhook)
        self._dispatcher = Dispatcher(webhooks, self._faults, calls, pause)
        self._git_http = GitHttp(git, self._repositories, settings.root / "pushes", self._announce_push)
        self._rest = RestApi(self._repositories, webhooks, calls, self._shapes, settings.page_limit)
        self._control = Control(self._repositories, self._shapes, self._faults, self._dispatcher)
        self._control.add_log("webhook_calls", calls)
        self._control.add_log("requests", self._requests)

    def answer(self, request: Request) -> Response:
        """The answer to any request."""
        segments = request.segments()
        context = self._settings.context_path.split("/")[1:]
        if segments[: len(context)] != context:
            return html_response("Not found", 404)
        segments = segments[len(context) :]
        if segments[:1] == ["_stand_in"]:
            return _or_error(self._control.answer, request, segments[1:])
        return self._logged(request, segments)

    def _logged(self, request: Request, segments: list[str]) -> Response:
        request.user = user_of(request.headers, self._settings.token)
        request.effects = self._faults.on_response(request.target)
        entry = self._requests.add(_log_entry(request))
        response = _or_error(self._faulty, request, segments)
        entry["status"] = response.status
        if request.user:
            response.headers["X-AUSERNAME"] = quote(request.user)
        return response

    def _faulty(self, request: Request, segments: list[str]) -> Response:
        """The right answer, or what a fault puts in its place."""
        effects = request.effects
        self._pause(effects.get("delay_ms", 0) / 1000)
        if "status" in effects:
            return _error_page(effects)
        if "html_login" in effects:
            return html_response("Log in — Bitbucket")
        if "redirect_to" in effects:
            return Response(302, {"Location": effects["redirect_to"]})
        response = self._dispatch(request, segments)
        if response.status == 200 and ("garbage" in effects or "serve_file" in effects):
            response.finish()
            return Response(200, response.headers, _replacement(effects))
        return response

    def _dispatch(self, request: Request, segments: list[str]) -> Response:
        match segments[0] if segments else "":
            case "rest":
                return self._rest.answer(request, segments[1:])
            case "scm":
                if request.user is None and not self._settings.open_push:
                    return _credentials_wanted(request)
                return self._git_http.answer(request, segments[1:])
            case "login":
                return html_response("Log in — Bitbucket")
        # Tokens count below /rest and /scm only; a browser's address leads to the login page.
        login = f"{self._settings.base_url}/login?next={quote(request.target, safe='')}"
        return Response(302, {"Location": login})

    def _announce_push(self, repository: Repository, updates: list[RefUpdate], user: str) -> None:
        # As it is called now: it may have been renamed while the push was under way.
        current = next(r for r in self._repositories.all() if r.id == repository.id)
        git = self._repositories.git(current)
        self._dispatcher.announce(REFS_CHANGED, current, refs_changed(self._shapes, git, current, updates, user))


def _or_error(endpoint: Endpoint, request: Request, segments: list[str]) -> Response:
    try:
        return endpoint(request, segments)
    except ApiError as error:
        return error.response()


def _log_entry(request: Request) -> dict[str, Any]:
    return {
        "time": time.time(),
        "method": request.method,
        "path": request.target,
        "status": None,  # until it is known
        "user_agent": request.headers.get("User-Agent"),
        "authorization": {"present": "Authorization" in request.headers, "valid": request.user is not None},
        "proxy_headers": {name: request.headers[name] for name in PROXY_HEADERS if name in request.headers},
        "proxy_authorization": "Proxy-Authorization" in request.headers,  # meant for a proxy, so never to be seen here
    }


def _error_page(effects: dict[str, Any]) -> Response:
    headers = {"Retry-After": str(effects["retry_after"])} if "retry_after" in effects else {}
    error = b'{"errors":[{"context":null,"message":"A fault was asked for.","exceptionName":null}]}'
    return Response(effects["status"], headers | {"Content-Type": JSON_TYPE}, error)


def _replacement(effects: dict[str, Any]) -> bytes | Iterator[bytes]:
    return GARBAGE if "garbage" in effects else _file(Path(effects["serve_file"]))


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from file_chunks(stream)


def _credentials_wanted(request: Request) -> Response:
    """Git sends credentials only once it has seen this header."""
    response = refusal(request.headers).response()
    response.headers["WWW-Authenticate"] = 'Basic realm="Atlassian Bitbucket"'
    return response
