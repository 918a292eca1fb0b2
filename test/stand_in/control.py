"""The control interface below /_stand_in: what an administrator and bad luck do to a Bitbucket."""
from __future__ import annotations

from dataclasses import replace

from auth import TOKEN_OWNER
from dispatcher import Dispatcher
from exchange import Request, Response, bad_request, json_response
from faults import Faults
from journal import Journal
from repositories import Repositories, Repository
from router import Router
from shapes import Json, Shapes, timestamp_of_event

MODIFIED = "repo:modified"


class Control:
    """Needs no credentials: the stand-in listens on loopback only."""

    def __init__(self, repositories: Repositories, shapes: Shapes, faults: Faults, dispatcher: Dispatcher):
        self._repositories = repositories
        self._shapes = shapes
        self._faults = faults
        self._dispatcher = dispatcher
        self._router = router = Router()
        router.add("GET", "repositories", self._list)
        router.add("POST", "repositories", self._create)
        router.add("POST", "repositories/{key}/{slug}/rename", self._rename)
        router.add("POST", "repositories/{key}/{slug}/archive", self._archive)
        router.add("DELETE", "repositories/{key}/{slug}", self._delete)
        router.add("GET", "faults", self._show_faults)
        router.add("POST", "faults", self._add_fault)
        router.add("DELETE", "faults", self._clear_faults)

    def add_log(self, name: str, journal: Journal) -> None:
        """Let `journal` be read, waited on (`?at_least=N&timeout_ms=T`) and cleared."""

        def read(request: Request) -> Response:
            at_least = int(request.argument("at_least", "0"))
            timeout = int(request.argument("timeout_ms", "0")) / 1000
            return json_response(journal.entries(at_least, timeout))

        def clear(request: Request) -> Response:
            journal.clear()
            return Response(204)

        self._router.add("GET", name, read)
        self._router.add("DELETE", name, clear)

    def answer(self, request: Request, segments: list[str]) -> Response:
        return self._router.answer(request, segments)

    def _list(self, request: Request) -> Response:
        return json_response([self._row(repository) for repository in self._repositories.all()])

    def _create(self, request: Request) -> Response:
        wanted = request.json()
        project, name = _text(wanted, "project"), _text(wanted, "name")
        branch = _text(wanted, "default_branch", "main")
        repository, is_new = self._repositories.create(project, name, branch)
        return json_response(self._row(repository), 201 if is_new else 200)

    def _rename(self, request: Request, key: str, slug: str) -> Response:
        wanted = request.json()
        old = self._repositories.find(key, slug)
        new = self._repositories.rename(old, _text(wanted, "name", old.name), _text(wanted, "project", old.project.key))
        self._dispatcher.announce(MODIFIED, new, self._modified(old, new))
        return json_response(self._row(new))

    def _archive(self, request: Request, key: str, slug: str) -> Response:
        archived = request.json().get("archived", True)
        if not isinstance(archived, bool):
            raise bad_request("'archived' must be true or false.", "archived")
        return json_response(self._row(self._repositories.archive(self._repositories.find(key, slug), archived)))

    def _delete(self, request: Request, key: str, slug: str) -> Response:
        self._repositories.delete(self._repositories.find(key, slug))
        return Response(204)

    def _modified(self, old: Repository, new: Repository) -> Json:
        """As seen from a real server: the old repository's links already lead to the new address."""
        links = self._shapes.repository(replace(old, name=new.name, project=new.project))["links"]
        return {
            "eventKey": MODIFIED,
            "date": timestamp_of_event(),
            "actor": self._shapes.user(TOKEN_OWNER),
            "old": self._shapes.repository(old) | {"links": links},
            "new": self._shapes.repository(new),
        }

    def _show_faults(self, request: Request) -> Response:
        return json_response(self._faults.descriptions())

    def _add_fault(self, request: Request) -> Response:
        self._faults.add(request.json())
        return self._show_faults(request)

    def _clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        self._dispatcher.release_held()
        return Response(204)

    def _row(self, repository: Repository) -> Json:
        return {
            "id": repository.id,
            "project": repository.project.key,
            "slug": repository.slug,
            "name": repository.name,
            "archived": repository.archived,
            "default_branch": self._repositories.git(repository).head().removeprefix("refs/heads/"),
            "clone_url": self._shapes.clone_url(repository),
        }


def _text(wanted: Json, name: str, default: str | None = None) -> str:
    value = wanted.get(name, default)
    if not isinstance(value, str) or not value:
        raise bad_request(f"'{name}' must be a text.", name)
    return value
