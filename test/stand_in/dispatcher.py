"""Sends webhook calls in the background, in order or in the disorder that a test asked for."""
from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import Any

from faults import Faults
from journal import Journal
from repositories import Repository
from transmission import Pause
from webhook_call import Call, event_call, log_entry, post, signature
from webhooks import Webhooks


class Dispatcher:
    """Calls every webhook that listens for an event, each in a thread of its own. Thread-safe."""

    def __init__(self, webhooks: Webhooks, faults: Faults, journal: Journal, pause: Pause):
        self._webhooks = webhooks
        self._faults = faults
        self._journal = journal
        self._pause = pause
        self._lock = threading.Lock()
        self._held: dict[int, Call] = {}  # by webhook: waits for the next call, to go after it

    def announce(self, event: str, repository: Repository, payload: dict[str, Any]) -> None:
        """Returns at once; the calls are made once each and never repeated."""
        about = {"id": repository.id, "project": repository.project.key, "slug": repository.slug}
        for webhook in self._webhooks.listening(repository, event):
            self._schedule(event_call(webhook, event, about, payload), self._faults.on_webhook(repository.path))

    def release_held(self) -> None:
        """Send what `reverse_order` still holds."""
        with self._lock:
            held, self._held = list(self._held.values()), {}
        for call in held:
            self._start([call], 0)

    def _schedule(self, call: Call, effects: dict[str, Any]) -> None:
        if "drop_webhooks" in effects:
            self._journal.add(log_entry(call) | {"outcome": "DROPPED"})
            return
        call = _spoiled(call, effects)
        delay = effects.get("delay_webhook_ms", 0) / 1000
        if "duplicate" in effects:
            again = call.headers | {"X-Request-Id": str(uuid.uuid4())}
            self._start([replace(call, headers=again)], delay)
        self._start(self._ordered(call, "reverse_order" in effects), delay)

    def _ordered(self, call: Call, may_hold: bool) -> list[Call]:
        with self._lock:
            held = self._held.pop(call.webhook.id, None)
            if held:
                return [call, held]
            if may_hold:
                self._held[call.webhook.id] = call
                return []
            return [call]

    def _start(self, calls: list[Call], delay: float) -> None:
        def run() -> None:
            if self._pause(delay):
                return
            for call in calls:
                self._journal.add(post(call))

        if calls:
            threading.Thread(target=run, daemon=True).start()


def _spoiled(call: Call, effects: dict[str, Any]) -> Call:
    headers = dict(call.headers)
    if "wrong_signature" in effects:
        headers["X-Hub-Signature"] = signature("not the secret", call.body)
    if "unsigned" in effects:
        headers.pop("X-Hub-Signature", None)
    return replace(call, headers=headers)
