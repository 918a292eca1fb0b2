"""What happened, in order, for tests to read and to wait on."""
from __future__ import annotations

import threading
from collections import deque
from typing import Any

MAX_ENTRIES = 20_000  # the oldest give way; a load test must not eat the memory


class Journal:
    """A log of JSON objects. Thread-safe."""

    def __init__(self) -> None:
        self._grown = threading.Condition()
        self._entries: deque[dict[str, Any]] = deque(maxlen=MAX_ENTRIES)

    def add(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Append `entry`. Its values may be filled in later, but no names added."""
        with self._grown:
            self._entries.append(entry)
            self._grown.notify_all()
        return entry

    def entries(self, at_least: int = 0, timeout: float = 0) -> list[dict[str, Any]]:
        """All entries, as soon as there are `at_least` so many or `timeout` seconds have passed."""
        with self._grown:
            self._grown.wait_for(lambda: len(self._entries) >= at_least, timeout)
            return list(self._entries)

    def clear(self) -> None:
        with self._grown:
            self._entries.clear()
