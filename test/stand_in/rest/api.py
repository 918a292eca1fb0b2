"""All REST addresses, and the rule that every one but the server's version needs a user."""
from __future__ import annotations

from auth import refusal
from exchange import Request, Response, bad_request, json_response
from journal import Journal
from repositories import Repositories
from rest.archive import Archive
from rest.builds import Builds
from rest.paging import Pager
from rest.refs import Refs
from rest.webhook_admin import WebhookAdmin
from router import Router
from shapes import Shapes
from webhooks import EVENT_KEYS, Webhooks

VERSIONS = ("latest", "1.0")
PROPERTIES = {
    "version": "9.4.2",
    "buildNumber": "9004002",
    "buildDate": "1733202347652",
    "displayName": "Bitbucket",
}
RATE_LIMIT = {"enabled": False, "defaultSettings": {"capacity": 60, "fillRate": 5}}
ARCHIVED = {"ACTIVE": (False,), "ARCHIVED": (True,), "ALL": (False, True)}
REPOSITORY = "api/projects/{key}/repos/{slug}"


class RestApi:
    """Everything below /rest."""

    def __init__(self, repositories: Repositories, webhooks: Webhooks, calls: Journal, shapes: Shapes, page_limit: int):
        self._repositories = repositories
        self._shapes = shapes
        self._pager = Pager(page_limit)
        self._router = router = Router()
        admin = WebhookAdmin(repositories, webhooks, calls, self._pager)
        for group in (Archive(repositories), Refs(repositories, shapes, self._pager), Builds(repositories), admin):
            group.add_to(router, REPOSITORY)
        admin.add_to(router, "api/projects/{key}")
        router.add("GET", "api/projects", self._projects)
        router.add("GET", "api/projects/{key}", self._project)
        router.add("GET", "api/projects/{key}/repos", self._repositories_of_project)
        router.add("GET", "api/repos", self._search)
        router.add("GET", REPOSITORY, self._repository)
        router.add("GET", "api/admin/rate-limit/settings", lambda request: json_response(RATE_LIMIT))
        router.add("GET", "webhooks/capabilities", lambda request: json_response({"application-webhooks": EVENT_KEYS}))

    def answer(self, request: Request, segments: list[str]) -> Response:
        """`segments` is the path below /rest: module, version, and the rest of it."""
        versioned = len(segments) > 1 and segments[1] in VERSIONS
        place = [segments[0], *segments[2:]] if versioned else []
        if place == ["api", "application-properties"] and request.method == "GET":
            return json_response(PROPERTIES)
        if request.user is None:
            raise refusal(request.headers)
        return self._router.answer(request, place)

    def _projects(self, request: Request) -> Response:
        return self._pager.page(request, self._repositories.projects(), self._shapes.project)

    def _project(self, request: Request, key: str) -> Response:
        return json_response(self._shapes.project(self._repositories.project(key)))

    def _repositories_of_project(self, request: Request, key: str) -> Response:
        found = self._repositories.of_project(self._repositories.project(key))
        return self._pager.page(request, found, self._shapes.repository)

    def _search(self, request: Request) -> Response:
        key, name = request.argument("projectkey", "").upper(), request.argument("name", "").lower()
        archived = request.argument("archived", "ACTIVE").upper()
        if archived not in ARCHIVED:
            raise bad_request("It is ACTIVE, ARCHIVED or ALL.", "archived")
        return self._pager.page(
            request,
            self._repositories.all(),
            self._shapes.repository,
            lambda r: key in ("", r.project.key) and name in r.name.lower() and r.archived in ARCHIVED[archived],
        )

    def _repository(self, request: Request, key: str, slug: str) -> Response:
        return json_response(self._shapes.repository(self._repositories.find(key, slug)))
