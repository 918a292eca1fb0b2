"""Waiting for a condition, never for a time."""
from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Generous: it is only used up when something is broken, and sanitizers make the program up to ten times slower.
PATIENCE = float(os.environ.get("BARYON_TEST_PATIENCE", "90"))
FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.25


def eventually(
    what: str, look: Callable[[], T], is_right: Callable[[T], object] = bool, seconds: float = PATIENCE
) -> T:
    """What `look` returns, as soon as that is right. Fails with what it returned last."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while True:
        seen = look()
        if is_right(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds:g} s; the last seen was {seen!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
