"""Registered webhooks: whom to call, about which events of which repositories."""
from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from exchange import ApiError, bad_request
from push_event import REFS_CHANGED
from repositories import Project, Repository
from state_file import StateFile

EVENT_KEYS = [
    "project:modified",
    "repo:modified",
    REFS_CHANGED,
    "repo:forked",
    "repo:comment:added",
    "repo:comment:edited",
    "repo:comment:deleted",
    "repo:created",
    "repo:deleted",
    "repo:default_branch_modified",
    "repo:secret_detected",
    "mirror:repo_synchronized",
    "pr:opened",
    "pr:from_ref_updated",
    "pr:to_ref_updated",
    "pr:modified",
    "pr:merged",
    "pr:declined",
    "pr:deleted",
]

Scope = tuple[str, int]  # ("repository" | "project", its id)
EVERYWHERE: Scope = ("global", 0)


@dataclass(frozen=True)
class Webhook:
    """One registration."""

    id: int
    scope: Scope
    url: str
    name: str = ""
    active: bool = True
    events: list[str] = field(default_factory=lambda: [REFS_CHANGED, "repo:modified"])
    secret: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    verify_tls: bool = True
    created_ms: int = 0
    updated_ms: int = 0


def scope_of(owner: Repository | Project) -> Scope:
    return ("repository" if isinstance(owner, Repository) else "project", owner.id)


class Webhooks:
    """All registrations; they survive a restart. Thread-safe."""

    def __init__(self, state: StateFile, everywhere: Webhook | None):
        self._state = state
        self._everywhere = everywhere  # from the command line: for every repository, not to be seen over REST
        self._lock = threading.Lock()
        rows = state.read("webhooks", [])
        self._by_id = {row["id"]: Webhook(**row | {"scope": tuple(row["scope"])}) for row in rows}
        self._next_id = state.read("next_webhook_id", 1)

    def listening(self, repository: Repository, event: str) -> list[Webhook]:
        """Those to call, so one push may call the same address for its repository and for its project."""
        with self._lock:
            known = list(self._by_id.values())
        scopes = (EVERYWHERE, scope_of(repository), scope_of(repository.project))
        candidates = [*known, self._everywhere] if self._everywhere else known
        return [w for w in candidates if w.active and event in w.events and w.scope in scopes]

    def of(self, scope: Scope) -> list[Webhook]:
        with self._lock:
            return [webhook for webhook in self._by_id.values() if webhook.scope == scope]

    def get(self, scope: Scope, webhook_id: str) -> Webhook:
        """Raises 404."""
        found = next((webhook for webhook in self.of(scope) if str(webhook.id) == webhook_id), None)
        if found is None:
            raise ApiError(404, "webhook.NoSuchWebhookException", f"Webhook {webhook_id} does not exist.")
        return found

    def create(self, scope: Scope, settings: dict[str, Any]) -> Webhook:
        """Raises 400 for settings that Bitbucket would refuse."""
        fields = _fields(settings)
        with self._lock:
            webhook = Webhook(self._next_id, scope, created_ms=_now_ms(), updated_ms=_now_ms(), **fields)
            self._next_id += 1
            self._state.write("next_webhook_id", self._next_id)
            self._keep(webhook)
        return webhook

    def replace(self, webhook: Webhook, settings: dict[str, Any]) -> Webhook:
        """All settings anew: a secret left out is a secret removed."""
        fresh = Webhook(webhook.id, webhook.scope, **_fields(settings))
        fresh = replace(fresh, created_ms=webhook.created_ms, updated_ms=_now_ms())
        with self._lock:
            self._keep(fresh)
        return fresh

    def delete(self, webhook: Webhook) -> None:
        with self._lock:
            self._by_id.pop(webhook.id, None)
            self._save()

    def _keep(self, webhook: Webhook) -> None:
        self._by_id[webhook.id] = webhook
        self._save()

    def _save(self) -> None:
        self._state.write("webhooks", [asdict(webhook) for webhook in self._by_id.values()])


def _fields(settings: dict[str, Any]) -> dict[str, Any]:
    url, events = settings.get("url"), settings.get("events")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise bad_request("A webhook needs an absolute http or https address.", "url")
    if not isinstance(events, list) or not events:
        raise bad_request("A webhook needs events.", "events")
    unknown = [event for event in events if event not in EVENT_KEYS]
    if unknown:
        raise bad_request(f"Unknown event {unknown[0]}.", "events")
    if not isinstance(settings.get("name"), str) or not settings["name"]:
        raise bad_request("A webhook needs a name.", "name")
    credentials = settings.get("credentials") or {}
    return {
        "url": url,
        "events": events,
        "name": settings["name"],
        "active": settings.get("active", True),
        "secret": (settings.get("configuration") or {}).get("secret", ""),
        "username": credentials.get("username", ""),
        "password": credentials.get("password", ""),
        "verify_tls": settings.get("sslVerificationRequired", True),
    }


def _now_ms() -> int:
    return int(time.time() * 1000)
