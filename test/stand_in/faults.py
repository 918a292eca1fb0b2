"""Faults that tests switch on: what goes wrong, on which paths, how often."""
from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exchange import bad_request


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _positive(value: Any) -> bool:
    return _number(value) and value > 0


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and _number(value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _status(value: Any) -> bool:
    return _count(value) and 200 <= value <= 599


def _count_or_text(value: Any) -> bool:
    return _count(value) or _text(value)


def _file(value: Any) -> bool:
    return _text(value) and Path(value).is_file()


def _true(value: Any) -> bool:
    return value is True


Check = Callable[[Any], bool]

RESPONSE_EFFECTS: dict[str, Check] = {
    "clock_ahead_s": _integer,
    "delay_ms": _number,
    "trickle": _positive,
    "status": _status,
    "retry_after": _count_or_text,
    "cut_body_after": _count,
    "cut_gzip_after": _count,
    "html_login": _true,
    "redirect_to": _text,
    "garbage": _true,
    "serve_file": _file,
    "wrong_commit": _text,
}
WEBHOOK_EFFECTS: dict[str, Check] = {
    "drop_webhooks": _true,
    "wrong_signature": _true,
    "unsigned": _true,
    "duplicate": _true,
    "delay_webhook_ms": _number,
    "reverse_order": _true,
}


@dataclass
class Fault:
    """Effects on the paths that `match` is found in; `times` is how often it still strikes, None for always."""

    match: re.Pattern[str]
    effects: dict[str, Any]
    times: int | None = None

    def description(self) -> dict[str, Any]:
        return {"match": self.match.pattern, "times": self.times, **self.effects}


class Faults:
    """The faults in force. The first one that matches strikes, so a list of counted faults is a script. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, description: dict[str, Any]) -> None:
        """Add one fault. Raises a 400 that says what is wrong with the description."""
        fault = _parse(description)
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def descriptions(self) -> list[dict[str, Any]]:
        """Those still to strike."""
        with self._lock:
            return [fault.description() for fault in self._faults]

    def on_response(self, target: str) -> dict[str, Any]:
        """The effects on an HTTP request for `target`, its path and query."""
        return self._strike(target, RESPONSE_EFFECTS)

    def on_webhook(self, path: str) -> dict[str, Any]:
        """The effects on a webhook call about the repository at `path`: /projects/{KEY}/repos/{slug}."""
        return self._strike(path, WEBHOOK_EFFECTS)

    def _strike(self, path: str, kinds: dict[str, Check]) -> dict[str, Any]:
        with self._lock:
            for fault in self._faults:
                if fault.effects.keys() <= kinds.keys() and fault.match.search(path):
                    self._count_down(fault)
                    return fault.effects
        return {}

    def _count_down(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times == 0:
            self._faults.remove(fault)


def _parse(description: dict[str, Any]) -> Fault:
    effects = {name: value for name, value in description.items() if name not in ("match", "times")}
    if not effects or not (effects.keys() <= RESPONSE_EFFECTS.keys() or effects.keys() <= WEBHOOK_EFFECTS.keys()):
        raise bad_request(f"A fault needs effects of one kind, of {[*RESPONSE_EFFECTS]} or of {[*WEBHOOK_EFFECTS]}.")
    for name, value in effects.items():
        if not (RESPONSE_EFFECTS | WEBHOOK_EFFECTS)[name](value):
            raise bad_request(f"'{value}' is no value for this.", name)
    times = description.get("times")
    if times is not None and not (_count(times) and times > 0):
        raise bad_request("'times' must be a whole number above 0.", "times")
    try:
        match = re.compile(description.get("match", ""))
    except (re.error, TypeError) as error:
        raise bad_request(f"'match' is no regular expression: {error}", "match") from error
    return Fault(match, effects, times)
